package io.github.jobreporter.local.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jobreporter.local.http.AwsEndpoint;
import io.github.jobreporter.local.http.Fault;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
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

    private void create(String name, String value) {
        client.createSecret(it -> it.name(name).secretString(value));
    }

    private String value(String name, String stage) {
        return client.getSecretValue(it -> it.secretId(name).versionStage(stage)).secretString();
    }

    @Nested
    class GivenASecretOfAnOperator {

        @Test
        void is_created_once() {
            var created = client.createSecret(it -> it.name("partner/a").secretString("one"));

            assertThat(secret(created.arn())).isEqualTo("one");
            assertThatThrownBy(() -> create("partner/a", "two"))
                    .isInstanceOf(ResourceExistsException.class);
        }

        @Test
        void is_created_again_by_a_repeated_call_only() {
            CreateSecretRequest request =
                    CreateSecretRequest.builder()
                            .name("partner/a")
                            .secretString("one")
                            .clientRequestToken("0123456789abcdef0123456789abcdef")
                            .build();
            client.createSecret(request);

            assertThat(client.createSecret(request).versionId())
                    .isEqualTo(request.clientRequestToken());
            assertThatThrownBy(
                            () ->
                                    client.createSecret(
                                            request.toBuilder().secretString("two").build()))
                    .isInstanceOf(ResourceExistsException.class);
            assertThatThrownBy(
                            () ->
                                    client.createSecret(
                                            CreateSecretRequest.builder()
                                                    .name("partner/a")
                                                    .build()))
                    .isInstanceOf(ResourceExistsException.class);
            assertThat(secret("partner/a")).isEqualTo("one");
        }

        @Test
        void is_created_in_place_of_the_one_that_the_stack_made_for_a_job() {
            endpoint.putUnlessChanged("partner/a", "of the job");
            create("partner/a", "of the operator");
            endpoint.putUnlessChanged("partner/a", "of a later job");

            assertThat(secret("partner/a")).isEqualTo("of the operator");
        }

        @Test
        void keeps_its_previous_value_when_it_is_rotated() {
            create("partner/a", "one");
            var old = client.getSecretValue(it -> it.secretId("partner/a"));
            var put = client.putSecretValue(it -> it.secretId("partner/a").secretString("two"));

            assertThat(put.versionStages()).containsExactly("AWSCURRENT");
            assertThat(secret("partner/a")).isEqualTo("two");
            assertThat(value("partner/a", "AWSPREVIOUS")).isEqualTo("one");
            assertThat(
                            client.getSecretValue(
                                            it ->
                                                    it.secretId("partner/a")
                                                            .versionId(old.versionId()))
                                    .versionStages())
                    .containsExactly("AWSPREVIOUS");
            assertThat(client.describeSecret(it -> it.secretId("partner/a")).versionIdsToStages())
                    .isEqualTo(
                            Map.of(
                                    put.versionId(),
                                    List.of("AWSCURRENT"),
                                    old.versionId(),
                                    List.of("AWSPREVIOUS")));
        }

        @Test
        void takes_a_repeated_put_once_and_refuses_another_value_for_its_version() {
            create("partner/a", "one");
            var token = "0123456789abcdef0123456789abcdef";
            for (int i = 0; i < 2; i++) {
                client.putSecretValue(
                        it ->
                                it.secretId("partner/a")
                                        .secretString("two")
                                        .clientRequestToken(token));
            }

            assertThat(value("partner/a", "AWSPREVIOUS")).isEqualTo("one");
            assertThatThrownBy(
                            () ->
                                    client.putSecretValue(
                                            it ->
                                                    it.secretId("partner/a")
                                                            .secretString("three")
                                                            .clientRequestToken(token)))
                    .isInstanceOf(ResourceExistsException.class);
        }

        @Test
        void stays_the_current_one_when_another_label_is_put() {
            create("partner/a", "one");
            client.putSecretValue(
                    it -> it.secretId("partner/a").secretString("two").versionStages("AWSPENDING"));

            assertThat(secret("partner/a")).isEqualTo("one");
            assertThat(value("partner/a", "AWSPENDING")).isEqualTo("two");
            assertThatThrownBy(() -> value("partner/a", "AWSPREVIOUS"))
                    .isInstanceOf(ResourceNotFoundException.class)
                    .hasMessageContaining("staging label: AWSPREVIOUS");
        }

        @Test
        void is_listed_by_its_name() {
            create("partner/b", "b");
            create("partner/a", "a");
            create("other", "o");

            assertThat(names(_ -> {})).containsExactly("other", "partner/a", "partner/b");
            assertThat(names(it -> it.filters(by("name", "partner/"))))
                    .containsExactly("partner/a", "partner/b");
            assertThatThrownBy(() -> names(it -> it.filters(by("tag-key", "x"))))
                    .isInstanceOf(InvalidParameterException.class);
        }

        private static Filter by(String key, String value) {
            return Filter.builder().key(key).values(value).build();
        }

        private List<String> names(Consumer<ListSecretsRequest.Builder> request) {
            return client.listSecrets(request).secretList().stream()
                    .map(SecretListEntry::name)
                    .toList();
        }

        @Test
        void cannot_be_read_or_made_again_when_it_is_scheduled_for_deletion() {
            create("partner/a", "one");
            client.deleteSecret(it -> it.secretId("partner/a"));
            endpoint.putUnlessChanged("partner/a", "of a later job");

            assertThatThrownBy(() -> secret("partner/a"))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("marked for deletion");
            assertThatThrownBy(() -> create("partner/a", "two"))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("scheduled for deletion");
            assertThat(client.describeSecret(it -> it.secretId("partner/a")).deletedDate())
                    .isAfter(Instant.now().plus(Duration.ofDays(29)));
            assertThat(client.listSecrets().secretList()).isEmpty();
            assertThat(client.listSecrets(it -> it.includePlannedDeletion(true)).secretList())
                    .hasSize(1);
        }

        @Test
        void can_be_made_again_when_it_is_deleted_at_once() {
            create("partner/a", "one");
            for (int i = 0; i < 2; i++) {
                client.deleteSecret(
                        it -> it.secretId("partner/a").forceDeleteWithoutRecovery(true));
            }
            assertThatThrownBy(() -> secret("partner/a"))
                    .isInstanceOf(ResourceNotFoundException.class);

            create("partner/a", "two");

            assertThat(secret("partner/a")).isEqualTo("two");
        }

        @Test
        void does_not_come_back_with_a_job_when_it_is_deleted_at_once() {
            endpoint.putUnlessChanged("partner/a", "of the job");
            client.deleteSecret(it -> it.secretId("partner/a").forceDeleteWithoutRecovery(true));
            endpoint.putUnlessChanged("partner/a", "of a later job");

            assertThatThrownBy(() -> secret("partner/a"))
                    .isInstanceOf(ResourceNotFoundException.class);
        }

        @Test
        void reaches_no_journal() {
            create("partner/a", "the-value");
            client.putSecretValue(it -> it.secretId("partner/a").secretString("the-next"));

            assertThat(endpoint.journal().toString()).doesNotContain("the-value", "the-next");
        }
    }

    @Nested
    class GivenAnInvalidRequest {

        @Test
        void does_not_find_what_is_missing() {
            assertThatThrownBy(() -> client.describeSecret(it -> it.secretId("x")))
                    .isInstanceOf(ResourceNotFoundException.class);
            assertThatThrownBy(
                            () -> client.putSecretValue(it -> it.secretId("x").secretString("y")))
                    .isInstanceOf(ResourceNotFoundException.class);
            assertThatThrownBy(() -> client.deleteSecret(it -> it.secretId("x")))
                    .isInstanceOf(ResourceNotFoundException.class);
        }

        @Test
        void refuses_parameters_as_aws_does() {
            assertThatThrownBy(() -> create("a name", "x"))
                    .isInstanceOfSatisfying(
                            SecretsManagerException.class,
                            it ->
                                    assertThat(it.awsErrorDetails().errorCode())
                                            .isEqualTo("ValidationException"));
            create("a", "x");
            assertThatThrownBy(() -> client.putSecretValue(it -> it.secretId("a")))
                    .isInstanceOf(InvalidParameterException.class);
            assertThatThrownBy(
                            () ->
                                    client.putSecretValue(
                                            it ->
                                                    it.secretId("a")
                                                            .secretBinary(
                                                                    SdkBytes.fromUtf8String("x"))))
                    .isInstanceOf(InvalidParameterException.class);
            assertThatThrownBy(
                            () ->
                                    client.deleteSecret(
                                            it -> it.secretId("a").recoveryWindowInDays(6L)))
                    .isInstanceOf(InvalidParameterException.class);
            assertThatThrownBy(
                            () ->
                                    client.deleteSecret(
                                            it ->
                                                    it.secretId("a")
                                                            .recoveryWindowInDays(7L)
                                                            .forceDeleteWithoutRecovery(true)))
                    .isInstanceOf(InvalidParameterException.class);
        }
    }
}
