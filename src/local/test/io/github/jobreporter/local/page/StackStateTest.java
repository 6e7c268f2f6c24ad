package io.github.jobreporter.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

class StackStateTest {

    @Test
    void shows_that_an_attribute_of_a_dead_letter_is_binary() {
        assertThat(StackState.text(MessageAttributeValue.builder().stringValue("a").build()))
                .isEqualTo("a");
        assertThat(
                        StackState.text(
                                MessageAttributeValue.builder()
                                        .binaryValue(SdkBytes.fromUtf8String("a"))
                                        .build()))
                .isEqualTo("(binary)");
    }
}
