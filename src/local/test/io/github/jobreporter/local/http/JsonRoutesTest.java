package io.github.jobreporter.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.local.http.JsonRoutes.Body;
import io.github.jobreporter.local.http.JsonRoutes.Reply;
import io.github.jobreporter.local.http.JsonRoutes.Route;
import io.github.jobreporter.local.http.Shape.Structure;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cases that no route of {@code ControlSurfaceTest} has. */
@Timeout(30)
class JsonRoutesTest {

    @Test
    void names_no_members_for_a_route_without_members() throws Exception {
        var nothing = Body.of(new Structure(List.of(), Map.of()), "{}");
        var route = Route.post("/poll", "poll", nothing, call -> Reply.ok(call.body()));
        try (var server = LoopbackHttp.start(LoopbackHttp.Settings.ANY_PORT)) {
            server.serve("/", new JsonRoutes(List.of(route)));
            var uri = URI.create("http://127.0.0.1:" + server.port() + "/poll");
            var request = HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString("{\"x\":1}"));

            var reply = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());

            assertThat(reply.statusCode()).isEqualTo(400);
            assertThat(reply.body()).contains("\"x: unknown, this request takes no members\"");
        }
    }
}
