package io.github.jobreporter.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.completion.ClientId;
import io.github.jobreporter.completion.ClientToken;
import io.github.jobreporter.completion.CurrentRevision;
import io.github.jobreporter.completion.DeadLetter;
import io.github.jobreporter.completion.ExecutionDetails;
import io.github.jobreporter.completion.JobCompletion;
import io.github.jobreporter.completion.JobResult;
import io.github.jobreporter.support.EventJson;
import io.github.jobreporter.support.EventJson.Wrapping;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/** Asserts that any text of the queue or the bus is either parsed or refused. */
final class ParsedOrRefused {

    private static final Pattern TOKEN_IN_ITS_PLACE =
            Pattern.compile("clientToken\\\\*\"\\s*:\\s*\\\\*\"" + EventJson.CLIENT_TOKEN);

    private static final EventParser PARSER = new EventParser();

    private ParsedOrRefused() {}

    static void check(String text) {
        for (ParsedEvent event : List.of(PARSER.parseMessage(text), PARSER.parseBusEvent(text))) {
            switch (event) {
                case ParsedEvent.Valid valid -> assertReadAgain(valid.completion());
                case ParsedEvent.Malformed malformed -> assertRefused(malformed, text);
            }
        }
    }

    private static void assertReadAgain(JobCompletion completion) {
        for (Wrapping wrapping : Wrapping.values()) {
            assertThat(PARSER.parseMessage(wrapping.wrap(written(completion))))
                    .isInstanceOfSatisfying(
                            ParsedEvent.Valid.class,
                            valid -> assertThat(valid.completion()).isEqualTo(completion));
        }
    }

    private static void assertRefused(ParsedEvent.Malformed malformed, String text) {
        assertThat(malformed.violations()).isNotEmpty();
        assertThat(malformed.detail()).hasLineCount(1).matches(DeadLetter.DETAIL_LENGTH::admits);
        if (!TOKEN_IN_ITS_PLACE.matcher(text).replaceAll("").contains(EventJson.CLIENT_TOKEN)) {
            assertThat(malformed.violations())
                    .noneMatch(violation -> violation.contains(EventJson.CLIENT_TOKEN));
        }
    }

    private static String written(JobCompletion completion) {
        ObjectNode event =
                JsonNodeFactory.instance.objectNode().put("jobId", completion.jobId().value());
        switch (completion.credential()) {
            case ClientToken(var token) -> event.put("clientToken", token);
            case ClientId(var id) -> event.put("clientId", id);
        }
        switch (completion.result()) {
            case JobResult.Success success -> write(success, event);
            case JobResult.Failure failure -> write(failure, event.putObject("failureDetails"));
        }
        return event.toString();
    }

    private static void write(JobResult.Success success, ObjectNode event) {
        success.continuationToken().ifPresent(token -> event.put("continuationToken", token));
        success.currentRevision()
                .ifPresent(revision -> write(revision, event.putObject("currentRevision")));
        success.executionDetails()
                .ifPresent(details -> write(details, event.putObject("executionDetails")));
    }

    private static void write(CurrentRevision revision, ObjectNode object) {
        object.put("revision", revision.revision())
                .put("changeIdentifier", revision.changeIdentifier());
        revision.created()
                .map(Instant::toString)
                .ifPresent(created -> object.put("created", created));
        revision.revisionSummary().ifPresent(summary -> object.put("revisionSummary", summary));
    }

    private static void write(ExecutionDetails details, ObjectNode object) {
        details.summary().ifPresent(summary -> object.put("summary", summary));
        details.externalExecutionId().ifPresent(id -> object.put("externalExecutionId", id));
        details.percentComplete().ifPresent(percent -> object.put("percentComplete", percent));
    }

    private static void write(JobResult.Failure failure, ObjectNode object) {
        object.put("type", failure.type().wireName()).put("message", failure.message());
        failure.externalExecutionId().ifPresent(id -> object.put("externalExecutionId", id));
    }
}
