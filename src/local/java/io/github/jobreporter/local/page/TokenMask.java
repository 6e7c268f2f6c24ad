package io.github.jobreporter.local.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Hides client tokens.
 *
 * @param tokens that are known
 */
record TokenMask(Set<String> tokens) {

    private static final String MASK = "***";

    private static final JsonFactory JSON = new JsonFactory();

    private static final Set<String> OF_EVENT =
            Set.of(
                    "/jobId",
                    "/clientId",
                    "/continuationToken",
                    "/currentRevision/revision",
                    "/currentRevision/changeIdentifier",
                    "/currentRevision/created",
                    "/currentRevision/revisionSummary",
                    "/executionDetails/summary",
                    "/executionDetails/externalExecutionId",
                    "/executionDetails/percentComplete",
                    "/failureDetails/type",
                    "/failureDetails/message",
                    "/failureDetails/externalExecutionId");

    private static final Set<String> OF_ENVELOPE =
            Set.of(
                    "/version",
                    "/id",
                    "/detail-type",
                    "/source",
                    "/account",
                    "/time",
                    "/region",
                    "/Type",
                    "/MessageId",
                    "/TopicArn",
                    "/Timestamp");

    /** Where a value is no token: the members of an event, of EventBridge and of SNS. */
    private static final Set<String> HARMLESS =
            Stream.of(
                            OF_EVENT.stream(),
                            OF_EVENT.stream().map("/detail"::concat),
                            OF_ENVELOPE.stream())
                    .flatMap(it -> it)
                    .collect(Collectors.toUnmodifiableSet());

    /** Levels of the deepest harmless member. It takes time to say where a deeper one is. */
    private static final int DEEPEST = 3;

    /** Where SNS has an event as text. */
    private static final String NOTIFICATION = "/Message";

    String in(String text) {
        String masked = text;
        for (String token : tokens) {
            masked = masked.replace(token, MASK);
        }
        return masked;
    }

    /** Hides unknown tokens, too: all that may be one. The body of a message may be malformed. */
    String inBody(String body) {
        // Unknown ones first: a known token may be a part of the member's name.
        return in(withoutUnknown(body));
    }

    private static String withoutUnknown(String body) {
        String start = body.stripLeading();
        if (start.startsWith("{")) {
            return harmless(body);
        }
        return start.startsWith("[") || start.startsWith("\"") ? MASK : beforeToken(body);
    }

    /** JSON up to where it is malformed. */
    private static String harmless(String json) {
        StringBuilder result = new StringBuilder();
        int done = 0;
        try (JsonParser parser = JSON.createParser(json)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() != JsonToken.FIELD_NAME) {
                    parser.finishToken();
                    int start = (int) parser.currentTokenLocation().getCharOffset();
                    int end = (int) parser.currentLocation().getCharOffset();
                    result.append(json, done, start)
                            .append(shown(parser, json.substring(start, end)));
                    done = end;
                }
            }
            return result.append(json, done, json.length()).toString();
        } catch (IOException _) {
            return result.append(MASK).toString();
        }
    }

    private static String shown(JsonParser parser, String value) throws IOException {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_STRING && !token.isNumeric()) {
            return value;
        }
        String member = member(parser);
        if (HARMLESS.contains(member)) {
            return value;
        }
        return quoted(member.equals(NOTIFICATION) ? withoutUnknown(parser.getText()) : MASK);
    }

    private static String member(JsonParser parser) {
        var context = parser.getParsingContext();
        return context.getNestingDepth() > DEEPEST ? "" : context.pathAsPointer().toString();
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    /** Where there is no JSON, a token may have any form. */
    private static String beforeToken(String text) {
        return IntStream.range(0, text.length())
                .filter(it -> startsToken(text, it))
                .mapToObj(it -> text.substring(0, it) + MASK)
                .findFirst()
                .orElse(text);
    }

    private static boolean startsToken(String text, int index) {
        return Stream.of("tok", "\\u")
                .anyMatch(it -> text.regionMatches(true, index, it, 0, it.length()));
    }
}
