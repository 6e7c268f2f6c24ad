package io.github.jobreporter.chaos;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.chaos.ChaosEvent.Way;
import io.github.jobreporter.local.codepipeline.Job;
import io.github.jobreporter.support.EventJson.Wrapping;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;

/** The steps around the functions, in order: jobs are made, acknowledged and completed. */
final class Workload {

    /** Every token begins with this mark, so that an unmasked token is found anywhere. */
    static final String TOKEN_MARK = "canary-";

    /** The prefix of the secrets in the template. */
    static final String SECRET_PREFIX = "job-reporter/client-tokens/";

    private static final List<Wrapping> WRAPPINGS = List.of(Wrapping.values());

    private static final Set<String> OVER_OR_NOT_BEGUN = Set.of("JOB_NOT_IN_PROGRESS");

    /** One step. */
    sealed interface Step {

        record MakeJob(String jobId, String token, Job.State state) implements Step {}

        record PutSecret(String name, String value) implements Step {}

        record Acknowledge(String jobId) implements Step {}

        record Send(ChaosEvent event) implements Step {}
    }

    /** The possible stories of a job. A repeated entry is more frequent. */
    private enum Story {
        SIMPLE(6),
        REPEATED(8),
        CONFLICTING(5),
        BY_CLIENT_ID(3),
        BY_TOKEN_AND_CLIENT_ID(2),
        WITHOUT_SECRET(1),
        WRONG_TOKEN(1),
        RIGHT_AND_WRONG_TOKEN(2),
        UNKNOWN(1),
        MALFORMED(2),
        CONTINUED(2),
        CUT(1),
        ACKNOWLEDGED_LATE(3),
        NEVER_ACKNOWLEDGED(1);

        private static final List<Story> ALL =
                Stream.of(values())
                        .flatMap(it -> Collections.nCopies(it.times, it).stream())
                        .toList();

        private final int times;

        Story(int times) {
            this.times = times;
        }
    }

    private record Placed(double place, Step step) {}

    private final SplittableRandom random;
    private final List<Placed> placed = new ArrayList<>();
    private final double total;
    private int events;

    private Workload(long seed, int total) {
        this.random = new SplittableRandom(seed);
        this.total = total;
    }

    /** The steps for a seed and a number of events. There may be a few more events. */
    static List<Step> of(long seed, int events) {
        Workload workload = new Workload(seed, events);
        while (workload.events < events) {
            workload.add(workload.random.nextInt(Integer.MAX_VALUE));
        }
        return workload.placed.stream()
                .sorted(Comparator.comparingDouble(Placed::place))
                .map(Placed::step)
                .toList();
    }

    private void add(int number) {
        new JobStory("job-%d-%08x".formatted(events, number), events).tell();
    }

    /** The steps of one job. */
    private final class JobStory {

        private final String id;
        private final double begin;
        private final String token;
        private int sent;

        private JobStory(String id, double begin) {
            this.id = id;
            this.begin = begin;
            this.token = TOKEN_MARK + new UUID(random.nextLong(), random.nextLong());
        }

        void tell() {
            Story story = Story.ALL.get(random.nextInt(Story.ALL.size()));
            if (story != Story.UNKNOWN) {
                make(
                        switch (story) {
                            case ACKNOWLEDGED_LATE, NEVER_ACKNOWLEDGED -> Job.State.QUEUED;
                            default -> Job.State.IN_PROGRESS;
                        });
            }
            switch (story) {
                case SIMPLE -> send(1, withToken(aResult()));
                case REPEATED -> send(2 + random.nextInt(4), withToken(aResult()));
                case CONFLICTING -> conflict(withToken(aResult()), withToken(aResult()));
                case BY_CLIENT_ID -> send(1 + random.nextInt(3), withClientId(aResult()));
                case BY_TOKEN_AND_CLIENT_ID ->
                        conflict(withToken(aResult()), withClientId(aResult()));
                case WITHOUT_SECRET ->
                        send(
                                1,
                                with(aResult(), "clientId", uuid())
                                        .mayEndAs(Set.of("CLIENT_TOKEN_NOT_FOUND")));
                case WRONG_TOKEN -> send(1, withWrongToken(aResult()));
                case RIGHT_AND_WRONG_TOKEN -> {
                    ObjectNode result = aResult();
                    conflict(withToken(result), withWrongToken(result));
                }
                case UNKNOWN ->
                        send(
                                1 + random.nextInt(2),
                                withToken(aResult()).mayEndAs(Set.of("JOB_NOT_FOUND")));
                case MALFORMED -> sendMalformed();
                case CONTINUED -> {
                    ObjectNode result = aSuccess().put("continuationToken", "page-" + sent);
                    send(1 + random.nextInt(3), withToken(result));
                }
                case CUT -> send(1 + random.nextInt(2), tooLong());
                case ACKNOWLEDGED_LATE -> {
                    place(later(0.02), new Step.Acknowledge(id));
                    send(1 + random.nextInt(2), withToken(aResult()).mayEndAs(OVER_OR_NOT_BEGUN));
                }
                case NEVER_ACKNOWLEDGED ->
                        send(1, withToken(aResult()).mayEndAs(OVER_OR_NOT_BEGUN));
            }
        }

        private void make(Job.State state) {
            place(begin, new Step.MakeJob(id, token, state));
        }

        /** Some time after the beginning, as a share of the whole. */
        private double later(double share) {
            return begin + random.nextDouble() * share * total;
        }

        private void place(double where, Step step) {
            placed.add(new Placed(where, step));
        }

        private void conflict(Completion one, Completion other) {
            send(1 + random.nextInt(2), one.mayEndAs(Set.of("CONFLICTING_RESULT")));
            send(1 + random.nextInt(2), other.mayEndAs(Set.of("CONFLICTING_RESULT")));
        }

        private void send(int times, Completion completion) {
            for (int i = 0; i < times; i++) {
                // White space has no meaning in JSON. Here it makes each text unique.
                String text = "{" + " ".repeat(sent) + completion.event().toString().substring(1);
                send(text, Optional.of(completion.ask()), completion.refusals(), aWay());
            }
        }

        private void send(String text, Optional<Ask> ask, Set<String> refusals, Way way) {
            String body =
                    switch (way) {
                        case BUS -> text;
                        case QUEUE -> aWrapping().wrap(text);
                    };
            ChaosEvent event = new ChaosEvent(id, way, body, ask, refusals);
            place(sent == 0 ? begin : later(0.05), new Step.Send(event));
            sent++;
            events++;
        }

        private void sendMalformed() {
            List<String> texts =
                    List.of(
                            "{\"jobId\": \"%s\", \"clientToken\": \"%s\", \"continuationTokn\": 1}",
                            "{\"jobId\": \"%s\", \"clientToken\": \"%s\","
                                    + " \"executionDetails\": {\"percentComplete\": 140}}",
                            "{\"jobId\": [\"%s\"], \"clientToken\": \"%s\"}",
                            "{\"jobId\": \"%1$s\", \"clientToken\": \"%2$s\", \"%2$s\": 1}",
                            "{\"jobId\": \"%s\", \"clientToken\": \"%s\"");
            String text = texts.get(random.nextInt(texts.size()));
            // The bus accepts only JSON.
            Way way = text.endsWith("}") ? aWay() : Way.QUEUE;
            send(text.formatted(id, token), Optional.empty(), Set.of("MALFORMED_EVENT"), way);
        }

        private Way aWay() {
            return random.nextInt(4) == 0 ? Way.BUS : Way.QUEUE;
        }

        private Wrapping aWrapping() {
            return random.nextInt(3) > 0
                    ? Wrapping.NONE
                    : WRAPPINGS.get(random.nextInt(WRAPPINGS.size()));
        }

        private String uuid() {
            return new UUID(random.nextLong(), random.nextLong()).toString();
        }

        private ObjectNode aResult() {
            return random.nextInt(3) == 0 ? aFailure() : aSuccess();
        }

        /** Unlike every other. */
        private ObjectNode aSuccess() {
            ObjectNode request = JsonNodeFactory.instance.objectNode();
            if (random.nextBoolean()) {
                request.putObject("currentRevision")
                        .put("revision", Long.toHexString(random.nextLong()))
                        .put("changeIdentifier", "build-" + random.nextInt(1000))
                        .put("revisionSummary", "änderung \uD83D\uDE80 \"quoted\"");
            }
            request.putObject("executionDetails")
                    .put("summary", random.nextInt(500) + " checks passed")
                    .put("externalExecutionId", uuid())
                    .put("percentComplete", random.nextInt(101));
            return request;
        }

        private ObjectNode aFailure() {
            ObjectNode request = JsonNodeFactory.instance.objectNode();
            request.putObject("failureDetails")
                    .put("type", "JobFailed")
                    .put("message", random.nextInt(500) + " checks failed")
                    .put("externalExecutionId", uuid());
            return request;
        }

        private Completion withToken(ObjectNode result) {
            return with(result, "clientToken", token);
        }

        private Completion withWrongToken(ObjectNode result) {
            return with(result, "clientToken", TOKEN_MARK + uuid())
                    .unentitled()
                    .mayEndAs(Set.of("INVALID_CLIENT_TOKEN"));
        }

        private Completion withClientId(ObjectNode result) {
            String clientId = uuid();
            String value =
                    random.nextBoolean() ? token : "{\"clientToken\": \"%s\"}".formatted(token);
            place(begin, new Step.PutSecret(SECRET_PREFIX + clientId, value));
            return with(result, "clientId", clientId);
        }

        private Completion with(ObjectNode result, String credential, String value) {
            ObjectNode request = result.deepCopy().put("jobId", id);
            String operation = result.has("failureDetails") ? Ask.FAILURE : Ask.SUCCESS;
            return new Completion(
                    request.deepCopy().put(credential, value),
                    new Ask(operation, request, true),
                    Set.of());
        }

        /** A summary beyond its limit. The function cuts it and appends an ellipsis. */
        private Completion tooLong() {
            Completion completion = withToken(aSuccess());
            int limit = 2048;
            int length = limit + 1 + random.nextInt(500);
            completion
                    .event()
                    .withObject("executionDetails")
                    .put("summary", "\uD83D\uDE80".repeat(length));
            completion
                    .ask()
                    .request()
                    .withObject("executionDetails")
                    .put("summary", "\uD83D\uDE80".repeat(limit - 1) + "…");
            return completion;
        }
    }

    /** An event, the call that it asks for, and the possible reasons of its refusal. */
    private record Completion(ObjectNode event, Ask ask, Set<String> refusals) {

        Completion unentitled() {
            return new Completion(event, new Ask(ask.operation(), ask.request(), false), refusals);
        }

        Completion mayEndAs(Set<String> more) {
            Set<String> all = new HashSet<>(refusals);
            all.addAll(more);
            return new Completion(event, ask, all);
        }
    }
}
