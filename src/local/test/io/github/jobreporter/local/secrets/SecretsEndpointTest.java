package io.github.jobreporter.local.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jobreporter.local.http.Fault;
import java.io.IOException;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
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
                SecretsManagerClient.builder()
                        .endpointOverride(endpoint.uri())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("local", "local")))
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .overrideConfiguration(
                                it -> it.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                        .build();
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
    void gives_a_secret_its_newest_value() {
        endpoint.put("partner/a", "one");
        assertThat(secret("partner/a")).isEqualTo("one");

        endpoint.put("partner/a", "two");
        assertThat(secret("partner/a")).isEqualTo("two");
    }

    @Test
    void does_not_find_what_is_not_there() {
        endpoint.put("partner/a", "one");
        endpoint.remove("partner/a");

        assertThatThrownBy(() -> secret("partner/a")).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void denies_and_fails_on_order() {
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
    void remembers_the_names_asked_for_but_not_the_values() {
        endpoint.put("partner/a", "the-value");
        secret("partner/a");
        assertThatThrownBy(() -> secret("partner/b"));

        assertThat(endpoint.requestedNames()).containsExactly("partner/a", "partner/b");
        assertThat(endpoint.journal().toString()).doesNotContain("the-value");
    }
}
