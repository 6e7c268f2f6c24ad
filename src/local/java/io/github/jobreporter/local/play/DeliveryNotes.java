package io.github.jobreporter.local.play;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jobreporter.local.codepipeline.CodePipelineEndpoint;
import io.github.jobreporter.local.http.RecordedCall;
import io.github.jobreporter.local.runtime.Invocation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is said about a delivery besides its ending: why the function failed and, for an event of
 * the user's own, the whole detail and the result that CodePipeline received.
 */
final class DeliveryNotes {

    /** Each violation begins with a JSON pointer, or names the whole event. */
    private static final String BETWEEN_VIOLATIONS = "; (?=/|the event)";

    private final CodePipelineEndpoint codePipeline;
    private final boolean isOwn;
    private final Set<String> jobs = new HashSet<>();

    DeliveryNotes(CodePipelineEndpoint codePipeline, boolean isOwn) {
        this.codePipeline = codePipeline;
        this.isOwn = isOwn;
    }

    /**
     * The notes of one delivery.
     *
     * @param line what the function logged about it; a missing node if nothing
     */
    List<String> of(String function, JsonNode line, Invocation invocation) {
        List<String> notes = new ArrayList<>();
        if (line.isMissingNode()) {
            notes.add(invocation.problem(function));
        }
        if (isOwn) {
            notes.addAll(List.of(line.path("detail").asText().split(BETWEEN_VIOLATIONS)));
            notes.addAll(received(line.path("jobId").asText()));
        }
        notes.removeIf(String::isEmpty);
        return notes;
    }

    /** The calls that report a result, tokens masked; once for each job. */
    private List<String> received(String jobId) {
        if (!jobs.add(jobId)) {
            return List.of();
        }
        List<RecordedCall> calls =
                codePipeline.journal(jobId).stream()
                        .filter(it -> it.operation().startsWith("Put"))
                        .toList();
        return calls.isEmpty()
                ? List.of("CodePipeline received no result")
                : calls.stream().flatMap(it -> lines(it).stream()).toList();
    }

    private static List<String> lines(RecordedCall call) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "CodePipeline received %s and answered %d%s"
                        .formatted(
                                call.operation(),
                                call.status(),
                                call.errorType().map(" "::concat).orElse("")));
        lines.addAll(call.request().toPrettyString().lines().toList());
        return lines;
    }
}
