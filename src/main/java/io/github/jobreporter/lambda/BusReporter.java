package io.github.jobreporter.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.github.jobreporter.bootstrap.Wiring;
import io.github.jobreporter.completion.Delivery;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.lambda.powertools.logging.PowertoolsLogging;

/**
 * Reports single events of the event bus, which invokes it asynchronously.
 *
 * <p>A stream handler, because a deserialized event has lost duplicate members, which the parser
 * must see, and because a queue must get the original text.
 */
public final class BusReporter implements RequestStreamHandler {

    private final EventParser parser = new EventParser();
    private final ReportingFunction function;

    /** As Lambda makes it: configured by the environment. */
    public BusReporter() {
        this(ReportingFunction.started(Wiring::busSettlement));
    }

    BusReporter(ReportingFunction function) {
        this.function = function;
    }

    /**
     * Handles one event.
     *
     * @throws IllegalStateException if Lambda must retry the event, which is stored nowhere
     */
    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context)
            throws IOException {
        String event = new String(input.readAllBytes(), StandardCharsets.UTF_8);
        Set<String> finished =
                PowertoolsLogging.withLogging(
                        context, () -> function.handle(List.of(arrival(event, context)), context));
        if (finished.isEmpty()) {
            throw new IllegalStateException(
                    "the event is not known to be reported or stored:"
                            + " Lambda must deliver it again");
        }
    }

    private Arrival arrival(String event, Context context) {
        ParsedEvent parsed = parser.parseBusEvent(event);
        String messageId = parsed.envelope().id().orElse(context.getAwsRequestId());
        return new Arrival(
                new Delivery(
                        messageId,
                        event,
                        1,
                        context.getAwsRequestId(),
                        Optional.empty(),
                        Optional.empty()),
                parsed);
    }
}
