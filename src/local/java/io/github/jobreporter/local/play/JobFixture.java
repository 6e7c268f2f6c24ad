package io.github.jobreporter.local.play;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jobreporter.local.codepipeline.Job;
import io.github.jobreporter.local.stack.LocalStack;
import java.util.stream.Stream;

/**
 * Makes the jobs that an event is about, in progress and with the event's own token, so that any
 * event can be played. Prefixes of a job's id make exceptions: {@code unknown-job-} does not exist,
 * {@code wrong-token-} has another token, {@code queued-} is not acknowledged yet. The secret of a
 * {@code clientId} exists unless the id begins with zeros.
 */
public final class JobFixture {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NO_SECRET = "00000000-";

    private final LocalStack stack;

    public JobFixture(LocalStack stack) {
        this.stack = stack;
    }

    /** Makes the jobs and secrets of a payload's completions, unless they exist. */
    void prepare(JsonNode payload) {
        completions(payload).forEach(this::prepareOne);
    }

    /** The id of the first job that a payload names, if any. */
    static String jobIdIn(JsonNode payload) {
        return completions(payload).map(it -> it.path("jobId").asText()).findFirst().orElse("");
    }

    /** Makes the job and the secret of one completion. */
    public void prepareOne(JsonNode completion) {
        String jobId = completion.path("jobId").asText();
        String token = token(completion);
        if (jobId.isEmpty()
                || jobId.startsWith("unknown-job-")
                || stack.codePipeline().job(jobId).isPresent()) {
            return;
        }
        stack.codePipeline()
                .addJob(
                        jobId,
                        jobId.startsWith("wrong-token-") ? "another-" + token : token,
                        jobId.startsWith("queued-") ? Job.State.QUEUED : Job.State.IN_PROGRESS);
    }

    private String token(JsonNode completion) {
        String clientId = completion.path("clientId").asText();
        if (clientId.isEmpty()) {
            return completion.path("clientToken").asText();
        }
        String token = "token-of-" + clientId;
        if (!clientId.startsWith(NO_SECRET)) {
            stack.keepToken(clientId, token);
        }
        return token;
    }

    /** Bodies and messages hold JSON as text. */
    public static Stream<JsonNode> completions(JsonNode node) {
        if (node.isTextual()) {
            return embedded(node.asText());
        }
        return node.path("jobId").isTextual()
                ? Stream.of(node)
                : node.valueStream().flatMap(JobFixture::completions);
    }

    private static Stream<JsonNode> embedded(String text) {
        try {
            return text.startsWith("{") ? completions(JSON.readTree(text)) : Stream.empty();
        } catch (JsonProcessingException _) {
            // Not JSON, so no completion: the function must detect it.
            return Stream.empty();
        }
    }
}
