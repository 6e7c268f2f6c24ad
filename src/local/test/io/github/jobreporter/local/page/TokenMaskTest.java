package io.github.jobreporter.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
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
                "<clientToken>s3cret</clientToken>"
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
