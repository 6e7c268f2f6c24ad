package io.github.jobreporter.completion;

import static io.github.jobreporter.support.CompletionBuilder.aCompletion;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.support.CompletionBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    @Test
    void is_pinned_because_the_ledger_outlives_a_deployment() {
        assertThat(Fingerprint.of(aCompletion().succeeded()).value())
                .isEqualTo("e7495436a0eaa7f265ee0dd16f751109bbfc162809818ab14634d9deea3aa062");
        assertThat(Fingerprint.of(aCompletion().byClientId().failed()).value())
                .isEqualTo("675f504af93c82a34a0cc4e5f9ca55f5a9c210e21cc749bf35b316679cf40e30");
    }

    @Test
    void is_the_same_for_the_same_completion() {
        assertThat(Fingerprint.of(aCompletion().succeeded()))
                .isEqualTo(Fingerprint.of(aCompletion().succeeded()));
    }

    @Test
    void differs_in_every_member() {
        Stream<JobCompletion> completions =
                Stream.of(
                        aCompletion().forJob("j-2").succeeded(),
                        aCompletion().withToken("t-2").succeeded(),
                        aCompletion().withToken(CompletionBuilder.CLIENT_ID).succeeded(),
                        aCompletion().byClientId().succeeded(),
                        aCompletion().succeeded(),
                        revised("r", "c", Optional.empty(), Optional.empty()),
                        revised("r2", "c", Optional.empty(), Optional.empty()),
                        revised("r", "c2", Optional.empty(), Optional.empty()),
                        revised("rc", "c", Optional.empty(), Optional.empty()),
                        revised("r", "cc", Optional.empty(), Optional.empty()),
                        revised("r", "c", Optional.of(Instant.EPOCH), Optional.empty()),
                        revised("r", "c", Optional.empty(), Optional.of("s")),
                        aCompletion().continuingAs("s"),
                        executed(Optional.empty(), Optional.empty(), Optional.empty()),
                        executed(Optional.of("s"), Optional.empty(), Optional.empty()),
                        executed(Optional.empty(), Optional.of("s"), Optional.empty()),
                        executed(Optional.empty(), Optional.empty(), Optional.of(0)),
                        aCompletion().succeededSilently(),
                        aCompletion().failed(),
                        failure(FailureType.JOB_FAILED, "m", Optional.empty()),
                        failure(FailureType.PERMISSION_ERROR, "m", Optional.empty()),
                        failure(FailureType.JOB_FAILED, "m2", Optional.empty()),
                        failure(FailureType.JOB_FAILED, "m", Optional.of("x")));

        List<Fingerprint> fingerprints = completions.map(Fingerprint::of).toList();

        assertThat(fingerprints).doesNotHaveDuplicates();
    }

    @Test
    void does_not_show_the_token() {
        assertThat(Fingerprint.of(aCompletion().succeeded()).toString())
                .doesNotContain(CompletionBuilder.TOKEN);
    }

    private static JobCompletion revised(
            String revision, String change, Optional<Instant> created, Optional<String> summary) {
        return aCompletion()
                .with(
                        new JobResult.Success(
                                Optional.of(
                                        new CurrentRevision(revision, change, created, summary)),
                                Optional.empty(),
                                Optional.empty()));
    }

    private static JobCompletion executed(
            Optional<String> summary, Optional<String> externalId, Optional<Integer> percent) {
        return aCompletion()
                .with(
                        new JobResult.Success(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new ExecutionDetails(summary, externalId, percent))));
    }

    private static JobCompletion failure(
            FailureType type, String message, Optional<String> externalExecutionId) {
        return aCompletion().with(new JobResult.Failure(type, message, externalExecutionId));
    }
}
