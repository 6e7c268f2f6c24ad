package io.github.jobreporter.local.runtime;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A function that does what its payload orders, for the tests of {@link FunctionProcess}. */
public final class ProbeFunction implements RequestStreamHandler {

    private static final Pattern ORDER =
            Pattern.compile("\\{\\\\?\"order\\\\?\":\\\\?\"(\\w+)\\\\?\"}");

    /** A function that does not initialise. */
    public static final class Unable implements RequestStreamHandler {

        public Unable() {
            throw new IllegalStateException("LEDGER_TABLE_NAME is missing");
        }

        @Override
        public void handleRequest(InputStream input, OutputStream output, Context context) {}
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context)
            throws IOException {
        var payload = new String(input.readAllBytes(), StandardCharsets.UTF_8);
        System.out.println("payload " + payload);
        output.write(answer(order(payload), context).getBytes(StandardCharsets.UTF_8));
    }

    /** The order in a message or an event. Otherwise the payload itself is the order. */
    private static String order(String payload) {
        var order = ORDER.matcher(payload);
        return order.find() ? order.group(1) : payload.replace("\"", "");
    }

    private static String answer(String payload, Context context) {
        return switch (payload) {
            case "throw" -> throw new IllegalArgumentException("as ordered");
            case "hang" -> {
                sleep();
                yield "";
            }
            case "exit" -> {
                Runtime.getRuntime().halt(3);
                yield "";
            }
            case "nothing" -> "";
            case "remaining" -> Integer.toString(context.getRemainingTimeInMillis());
            case "context" ->
                    context.getAwsRequestId()
                            + " "
                            + context.getInvokedFunctionArn()
                            + " "
                            + context.getMemoryLimitInMB();
            case "environment" -> lines(System.getenv());
            case "heap" -> Long.toString(Runtime.getRuntime().maxMemory());
            default -> "\"" + payload + "\"";
        };
    }

    private static String lines(Map<String, String> variables) {
        return new TreeMap<>(variables)
                .entrySet().stream()
                        .map(it -> it.getKey() + "=" + it.getValue())
                        .collect(Collectors.joining("\n"));
    }

    private static void sleep() {
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
