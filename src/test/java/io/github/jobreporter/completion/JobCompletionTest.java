package io.github.jobreporter.completion;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The records admit no completion that CodePipeline would reject. */
class JobCompletionTest {

    private static final Optional<String> EMPTY_TEXT = Optional.of("");

    @Test
    void names_its_job() {
        refuses("jobId", () -> new JobId(""));
    }

    @Test
    void has_a_client_id_that_cannot_lead_to_another_secret() {
        refuses("clientId", () -> new ClientId("../1f0e7a52-7c3b-4d52-9a6e-0c6f4f4b6a11"));
    }

    @Nested
    class GivenASuccess {

        @Test
        void has_no_empty_continuation_token() {
            refuses(
                    "continuationToken",
                    () -> new JobResult.Success(Optional.empty(), EMPTY_TEXT, Optional.empty()));
        }

        @Test
        void has_no_empty_details() {
            refuses("summary", () -> details(EMPTY_TEXT, Optional.empty()));
            refuses("externalExecutionId", () -> details(Optional.empty(), EMPTY_TEXT));
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 101})
        void is_never_less_than_begun_or_more_than_complete(int percent) {
            refuses("percentComplete", () -> complete(percent));
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 100})
        void may_be_0_or_100(int percent) {
            assertThatCode(() -> complete(percent)).doesNotThrowAnyException();
        }

        private static void details(Optional<String> summary, Optional<String> externalId) {
            new ExecutionDetails(summary, externalId, Optional.empty());
        }

        private static void complete(int percent) {
            new ExecutionDetails(Optional.empty(), Optional.empty(), Optional.of(percent));
        }
    }

    @Nested
    class GivenARevision {

        @Test
        void has_no_empty_text() {
            refuses("revision", () -> revision("", "build-1", Optional.empty()));
            refuses("changeIdentifier", () -> revision("4f9c1f2", "", Optional.empty()));
            refuses("revisionSummary", () -> revision("4f9c1f2", "build-1", EMPTY_TEXT));
        }

        @ParameterizedTest
        @ValueSource(strings = {"0000-12-31T23:59:59.999Z", "+10000-01-01T00:00:00Z"})
        void is_within_the_years_that_can_be_sent(String created) {
            refuses("created", () -> created(created));
        }

        @ParameterizedTest
        @ValueSource(strings = {"0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"})
        void may_be_of_the_first_and_last_moment_that_can(String created) {
            assertThatCode(() -> created(created)).doesNotThrowAnyException();
        }

        private static void revision(String id, String change, Optional<String> summary) {
            new CurrentRevision(id, change, Optional.empty(), summary);
        }

        private static void created(String created) {
            new CurrentRevision(
                    "4f9c1f2", "build-1", Optional.of(Instant.parse(created)), Optional.empty());
        }
    }

    @Nested
    class GivenAFailure {

        @Test
        void has_no_empty_text() {
            refuses("message", () -> failure("", Optional.empty()));
            refuses("externalExecutionId", () -> failure("3 checks failed", EMPTY_TEXT));
        }

        private static void failure(String message, Optional<String> externalId) {
            new JobResult.Failure(FailureType.JOB_FAILED, message, externalId);
        }
    }

    private static void refuses(String field, Runnable making) {
        assertThatIllegalArgumentException()
                .isThrownBy(making::run)
                .withMessageStartingWith(field + " must be ");
    }
}
