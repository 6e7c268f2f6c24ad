package io.github.jobreporter.completion;

import static io.github.jobreporter.support.CompletionBuilder.aCompletion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.jobreporter.support.CompletionBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretsStayHiddenTest {

    @Test
    void a_token_prints_as_stars() {
        assertThat(new ClientToken("s3cr3t")).hasToString("ClientToken[***]");
    }

    @Test
    void a_completion_prints_without_its_token() {
        assertThat(aCompletion().succeeded().toString()).doesNotContain(CompletionBuilder.TOKEN);
    }

    @Test
    void a_delivery_prints_without_its_body() {
        assertThat(new Delivery("m-1", "s3cr3t", 1, "r-1", Optional.empty(), Optional.empty()))
                .hasToString("Delivery[messageId=m-1, receiveCount=1]");
    }

    @Test
    void a_token_that_is_too_long_is_not_quoted() {
        String token = "s3cr3t".repeat(100);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClientToken(token))
                .withMessageNotContaining("s3cr3t");
    }
}
