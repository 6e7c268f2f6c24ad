package io.github.jobreporter.local.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jobreporter.local.http.AwsEndpoint;
import io.github.jobreporter.local.http.Fault;
import java.io.IOException;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

class SecretsEndpointTest {

    private SecretsEndpoint endpoint;
    private SecretsManagerClient client;

    @BeforeEach
    void start() throws IOException {
        endpoint = SecretsEndpoint.start(InstantSource.system());
        client =
                new AwsEndpoint(endpoint.uri())
                        .client(
                                SecretsManagerClient.builder()
                                        .overrideConfiguration(
                                                it ->
                                                        it.retryStrategy(
                                                                DefaultRetryStrategy
                                                                        .doNotRetry())));
    }

    @AfterEach
    void stop() {
        client.close();
        endpoint.close();
    }

    private String secret(String name) {
        return client.getSecretValue(it -> it.secretId(name)).secretString();
    }

    @Test
    void returns_the_newest_value_of_a_secret() {
        endpoint.put("partner/a", "one");
        assertThat(secret("partner/a")).isEqualTo("one");

        endpoint.put("partner/a", "two");
        assertThat(secret("partner/a")).isEqualTo("two");
    }

    @Test
    void does_not_find_a_missing_secret() {
        endpoint.put("partner/a", "one");
        endpoint.remove("partner/a");

        assertThatThrownBy(() -> secret("partner/a")).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void denies_and_fails_as_ordered() {
        endpoint.put("partner/a", "one");
        endpoint.order("partner/a", new Fault.Deny());
        endpoint.order(new Fault.FailBeforeActing());

        assertThatThrownBy(() -> secret("partner/a"))
                .isInstanceOfSatisfying(
                        SecretsManagerException.class,
                        it ->
                                assertThat(it.awsErrorDetails().errorCode())
                                        .isEqualTo("AccessDeniedException"));
        assertThatThrownBy(() -> secret("partner/a"))
                .isInstanceOfSatisfying(
                        SecretsManagerException.class,
                        it -> assertThat(it.statusCode()).isEqualTo(500));
        assertThat(secret("partner/a")).isEqualTo("one");
    }

    @Test
    void records_the_requested_names_but_no_values() {
        endpoint.put("partner/a", "the-value");
        secret("partner/a");
        assertThatThrownBy(() -> secret("partner/b"));

        assertThat(endpoint.requestedNames()).containsExactly("partner/a", "partner/b");
        assertThat(endpoint.journal().toString()).doesNotContain("the-value");
    }
}
