package io.github.jobreporter.local.page;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpHandlers;
import com.sun.net.httpserver.Request;
import io.github.jobreporter.local.http.JsonRoutes;
import io.github.jobreporter.local.http.JsonRoutes.Call;
import io.github.jobreporter.local.http.JsonRoutes.Reply;
import io.github.jobreporter.local.http.JsonRoutes.Route;
import io.github.jobreporter.local.http.LoopbackHttp;
import io.github.jobreporter.local.http.LoopbackHttp.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;

/** The page that shows the local stack's jobs and deliveries, with buttons for the next step. */
public final class StackPage implements AutoCloseable {

    private static final String HTML = "page.html";

    /** Loads nothing from other sites, is not framed by them, and renders no text as markup. */
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"
                    + " connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'; require-trusted-types-for 'script'";

    private final LoopbackHttp http;

    private StackPage(LoopbackHttp http) {
        this.http = http;
    }

    public static StackPage start(Settings settings, StackState state, PageActions actions)
            throws IOException {
        LoopbackHttp http = LoopbackHttp.start(settings);
        http.serve(
                "/",
                HttpHandlers.handleOrElse(StackPage::isForThePage, html(), json(state, actions)));
        return new StackPage(http);
    }

    public URI uri() {
        return URI.create("http://localhost:" + http.port());
    }

    /** Serves what is at a path and below it. */
    public void serve(String path, HttpHandler handler) {
        http.serve(path, handler);
    }

    @Override
    public void close() {
        http.close();
    }

    private static boolean isForThePage(Request request) {
        return request.getRequestMethod().equals("GET")
                && request.getRequestURI().getPath().equals("/");
    }

    private static HttpHandler html() throws IOException {
        try (InputStream html = Objects.requireNonNull(StackPage.class.getResourceAsStream(HTML))) {
            return HttpHandlers.of(
                    200,
                    Headers.of(
                            "Content-Type",
                            "text/html; charset=utf-8",
                            "Content-Security-Policy",
                            POLICY,
                            "Cache-Control",
                            "no-store"),
                    new String(html.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static HttpHandler json(StackState state, PageActions actions) {
        Function<Call, Reply> shown = call -> Reply.ok(state.json(new View(call.body())));
        Function<Call, Reply> read =
                call ->
                        state.letter(call.id())
                                .map(Reply::ok)
                                .orElseGet(() -> Reply.error(404, "there is no such dead letter"));
        return new JsonRoutes(
                Stream.concat(
                                Stream.of(
                                        Route.get("/state", "what the page shows first", shown),
                                        Route.post(
                                                "/state",
                                                "what the page shows, all members optional",
                                                View.BODY,
                                                shown),
                                        Route.get(
                                                "/dead-letters/" + JsonRoutes.ID,
                                                "one dead letter, tokens masked",
                                                read)),
                                actions.routes())
                        .map(StackPage::telling)
                        .toList());
    }

    /** A service that refuses or does not answer is shown on the page. */
    private static Route telling(Route route) {
        return new Route(
                route.method(),
                route.path(),
                route.purpose(),
                route.body(),
                call -> {
                    try {
                        return route.action().apply(call);
                    } catch (SdkException e) {
                        return Reply.error(502, String.valueOf(e.getMessage()));
                    }
                });
    }
}
