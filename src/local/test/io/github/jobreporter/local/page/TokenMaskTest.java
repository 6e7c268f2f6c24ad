package io.github.jobreporter.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenMaskTest {

    private static final TokenMask MASK = new TokenMask(Set.of("known-token"));

    @Test
    void changes_nothing_else_in_a_body() {
        assertThat(
                        MASK.inBody(
                                """
                                {"jobId":  "j-1", "clientToken" : "s3cret",
                                 "continuationToken": "stage-2", "jobId": "j-2"}"""))
                .isEqualTo(
                        """
                        {"jobId":  "j-1", "clientToken" : "***",
                         "continuationToken": "stage-2", "jobId": "j-2"}""");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                {"detail-type": "Job Completion", "source": "com.example.jobs",
                 "detail": {"jobId": "j-1", "executionDetails": {"percentComplete": 99}}}""",
                """
                {"jobId": "j \\u00e9 \uD83D\uDE00", "failureDetails": {"type": "JobFailed",
                 "message": "2 \\"tests\\" failed"}, "clientToken": null}""",
                "{\"Type\": \"Notification\", \"Message\": \"{\\\"jobId\\\": \\\"j-1\\\"}\"}"
            })
    void shows_what_cannot_be_a_token(String body) {
        assertThat(MASK.inBody(body)).isEqualTo(body);
    }

    @Test
    void hides_numbers_that_may_be_a_token() {
        assertThat(MASK.inBody("{\"jobId\": 1, \"clientToken\": 12345 , \"more\": true}"))
                .isEqualTo("{\"jobId\": 1, \"clientToken\": \"***\" , \"more\": true}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "\"%s\"",
                "{\"%s",
                "{\"clientToken\": \"%s\"}",
                "{\"clientToken\": \"%s",
                "{\"Message\": \"%s\"}",
                "{\"jobId\": \"%s\"}"
            })
    @Timeout(10)
    void takes_large_bodies(String form) {
        for (var part : List.of("tok", "\\u006f", "\\\"tok\\\":", "to", "[", "{\"tok\":")) {
            var large = part.repeat((1 << 20) / part.length());

            assertThat(MASK.inBody(form.formatted(large))).isNotNull();
        }
    }

    @Test
    void hides_a_known_token_anywhere() {
        assertThat(MASK.inBody("{\"executionDetails\": {\"summary\": \"for known-token\"}}"))
                .isEqualTo("{\"executionDetails\": {\"summary\": \"for ***\"}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"clientTokn\": \"s3cret\"}",
                "{\"client_token\": \"a\\\"s3cret\"}",
                "{\"clientT\\u006fken\": \"s3cret\"}",
                "{\"clientToken\": {\"value\": \"s3cret\"}, \"more\": 1}",
                "{\"clientToken\": [\"s3cret\"]}",
                "{\"detail\": {\"clientToken\": \"s3cret\"}}",
                "{\"Message\": \"{\\\"clientToken\\\": \\\"s3cret\\\"}\"}",
                "{\"Message\": \"{\\\"clientToken\\\": \\\"a\\\\\\\"s3cret\\\"}\"}",
                "{\"clientToken\": \"s3cret",
                "{\"clientToken\" \"s3cret\"}",
                "clientToken=s3cret",
                "<clientToken>s3cret</clientToken>",
                "\"clientToken=s3cret\"",
                "[\"clientToken\", \"s3cret\"]",
                " [{\"jobId\": \"s3cret\"}]",
                "{\"name\": \"clientToken\", \"value\": \"s3cret\"}",
                "{\"name\": \"clientToken\", \"value\": \"s3cret\"",
                "{\"Token\\\"\": \"s3cret\"}",
                "{\"continuationTokenclientToken\": \"s3cret\"}",
                "{\"jobId\": [\"s3cret\"]}",
                "{\"jobId\": {\"jobId\": \"s3cret\"}}",
                "{\"jobId\": \"j-1\"} \"s3cret\"",
                "{\"jobId\": \"j-1\"} s3cret",
                "{\"Message\": \"[\\\"s3cret\\\"]\"}"
            })
    void hides_an_unknown_token(String body) {
        assertThat(MASK.inBody(body)).contains("***").doesNotContain("s3cret");
    }

    @Test
    void hides_an_unknown_token_if_a_known_one_is_a_part_of_the_name() {
        assertThat(new TokenMask(Set.of("Token")).inBody("{\"clientToken\": \"s3cret\"}"))
                .doesNotContain("s3cret");
    }

    @Test
    void shows_a_body_that_is_no_json_up_to_where_a_token_may_be() {
        assertThat(MASK.inBody("jobId=j-1")).isEqualTo("jobId=j-1");
    }
}
