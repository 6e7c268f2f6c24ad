package io.github.jobreporter.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.github.jobreporter.completion.ClientId;
import io.github.jobreporter.completion.ClientToken;
import io.github.jobreporter.completion.TokenLookup;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DecryptionFailureException;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.InternalServiceErrorException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

class SecretsManagerClientTokensTest {

    private static final ClientId CLIENT = new ClientId("0f8fad5b-d9cb-469f-a165-70867728950e");
    private static final ClientId ANOTHER = new ClientId("7c9e6679-7425-40de-944b-e07fc1f90ae7");
    private static final String SECRET = "partner/tokens/0f8fad5b-d9cb-469f-a165-70867728950e";
    private static final ClientToken TOKEN = new ClientToken("canary-51aa");
    private static final ClientToken ROTATED = new ClientToken("canary-62bb");

    private final SecretsManagerClient client = mock(SecretsManagerClient.class);
    private final SecretsManagerClientTokens tokens =
            new SecretsManagerClientTokens(() -> client, "partner/tokens");

    @Nested
    class GivenASecret {

        @Test
        void is_asked_for_by_prefix_and_client_id() {
            given("canary-51aa");

            tokens.lookUp(CLIENT);

            ArgumentCaptor<GetSecretValueRequest> captor =
                    ArgumentCaptor.forClass(GetSecretValueRequest.class);
            verify(client).getSecretValue(captor.capture());
            assertThat(captor.getValue().secretId()).isEqualTo(SECRET);
            assertThat(captor.getValue().versionId()).isNull();
            assertThat(captor.getValue().versionStage()).isNull();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "canary-51aa",
                    "canary-51aa\n",
                    "{\"clientToken\": \"canary-51aa\"}",
                    "  {\"clientToken\": \"canary-51aa\"}\n"
                })
        void is_found_bare_or_in_an_object(String value) {
            given(value);

            assertThat(tokens.lookUp(CLIENT)).isEqualTo(new TokenLookup.Found(TOKEN));
        }

        @Test
        void is_never_printed() {
            given("canary-51aa");

            assertThat(tokens.lookUp(CLIENT).toString()).doesNotContain("canary");
        }
    }

    @Nested
    class GivenASecondLookUp {

        @Test
        void is_answered_from_the_cache() {
            given("canary-51aa");
            tokens.lookUp(CLIENT);

            assertThat(tokens.lookUp(CLIENT)).isEqualTo(new TokenLookup.Found(TOKEN));
            verify(client, times(1)).getSecretValue(any(GetSecretValueRequest.class));
        }

        @Test
        void is_not_answered_from_the_cache_of_another_client() {
            given("canary-51aa");
            tokens.lookUp(CLIENT);
            tokens.lookUp(ANOTHER);

            verify(client, times(2)).getSecretValue(any(GetSecretValueRequest.class));
        }

        @Test
        void is_asked_again_after_a_failure() {
            when(client.getSecretValue(any(GetSecretValueRequest.class)))
                    .thenThrow(SdkClientException.create("Connection reset"))
                    .thenReturn(secret("canary-51aa"));
            tokens.lookUp(CLIENT);

            assertThat(tokens.lookUp(CLIENT)).isEqualTo(new TokenLookup.Found(TOKEN));
        }
    }

    @Nested
    class GivenARotatedToken {

        @Test
        void is_found_by_a_fresh_look_up() {
            given("canary-51aa", "canary-62bb");
            tokens.lookUp(CLIENT);

            assertThat(tokens.lookUpAfresh(CLIENT)).isEqualTo(new TokenLookup.Found(ROTATED));
        }

        @Test
        void is_found_by_later_look_ups_without_a_call() {
            given("canary-51aa", "canary-62bb");
            tokens.lookUp(CLIENT);
            tokens.lookUpAfresh(CLIENT);

            assertThat(tokens.lookUp(CLIENT)).isEqualTo(new TokenLookup.Found(ROTATED));
            verify(client, times(2)).getSecretValue(any(GetSecretValueRequest.class));
        }

        @Test
        void is_looked_up_each_time_that_it_must_be_fresh() {
            given("canary-51aa");
            tokens.lookUpAfresh(CLIENT);
            tokens.lookUpAfresh(CLIENT);

            verify(client, times(2)).getSecretValue(any(GetSecretValueRequest.class));
        }

        @Test
        void leaves_the_cached_one_when_the_fresh_look_up_fails() {
            when(client.getSecretValue(any(GetSecretValueRequest.class)))
                    .thenReturn(secret("canary-51aa"))
                    .thenThrow(SdkClientException.create("Connection reset"));
            tokens.lookUp(CLIENT);

            assertThat(tokens.lookUpAfresh(CLIENT))
                    .isInstanceOf(TokenLookup.StoreUnavailable.class);
            assertThat(tokens.lookUp(CLIENT)).isEqualTo(new TokenLookup.Found(TOKEN));
        }
    }

    @Nested
    class GivenManyLookUpsAtOnce {

        @Test
        void finds_each_client_its_own_token() throws InterruptedException {
            when(client.getSecretValue(any(GetSecretValueRequest.class)))
                    .thenAnswer(
                            call ->
                                    secret(
                                            "token of "
                                                    + call.<GetSecretValueRequest>getArgument(0)
                                                            .secretId()));
            List<Callable<TokenLookup>> lookUps =
                    Stream.of(CLIENT, ANOTHER)
                            .<Callable<TokenLookup>>mapMulti(
                                    (client, more) -> {
                                        for (int i = 0; i < 50; i++) {
                                            more.accept(() -> tokens.lookUp(client));
                                            more.accept(() -> tokens.lookUpAfresh(client));
                                        }
                                    })
                            .toList();

            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                assertThat(
                                threads.invokeAll(lookUps).stream()
                                        .map(Future::resultNow)
                                        .collect(Collectors.toSet()))
                        .containsExactlyInAnyOrder(
                                found("token of partner/tokens/" + CLIENT.value()),
                                found("token of partner/tokens/" + ANOTHER.value()));
            }
        }

        private static TokenLookup found(String token) {
            return new TokenLookup.Found(new ClientToken(token));
        }
    }

    @Nested
    class GivenNoUsableToken {

        @ParameterizedTest
        @ValueSource(
                strings = {"", "  ", "{}", "{\"clientToken\":42}", "{\"clientToken\":\"canary\""})
        void is_not_found_and_does_not_show_the_value(String value) {
            given(value);

            assertThat(tokens.lookUp(CLIENT))
                    .isEqualTo(
                            new TokenLookup.NotFound(
                                    "the secret "
                                            + SECRET
                                            + " must hold the client token of 1 to 256 characters,"
                                            + " bare or as {\"clientToken\": \"…\"}"));
        }

        @Test
        void is_not_found_when_it_is_too_long() {
            given("x".repeat(257));

            assertThat(tokens.lookUp(CLIENT)).isInstanceOf(TokenLookup.NotFound.class);
        }

        @Test
        void is_not_found_in_a_binary_secret_that_is_no_text() {
            when(client.getSecretValue(any(GetSecretValueRequest.class)))
                    .thenReturn(
                            GetSecretValueResponse.builder()
                                    .secretBinary(SdkBytes.fromUtf8String("canary ~ no Base64"))
                                    .build());

            assertThat(tokens.lookUp(CLIENT))
                    .asInstanceOf(type(TokenLookup.NotFound.class))
                    .extracting(TokenLookup.NotFound::detail)
                    .asString()
                    .doesNotContain("canary");
        }

        @Test
        void is_looked_for_again_once_it_was_corrected() {
            given("{}", "canary-51aa");
            tokens.lookUp(CLIENT);

            assertThat(tokens.lookUpAfresh(CLIENT)).isEqualTo(new TokenLookup.Found(TOKEN));
        }
    }

    @Nested
    class GivenNoSecret {

        @Test
        void is_not_found() {
            fail(error(ResourceNotFoundException.builder(), "ResourceNotFoundException"));

            assertThat(tokens.lookUp(CLIENT))
                    .isEqualTo(
                            new TokenLookup.NotFound(
                                    "Secrets Manager answered ResourceNotFoundException (HTTP 400,"
                                            + " request r-1): sorry"));
        }

        @Test
        void is_not_found_while_it_is_being_deleted() {
            fail(error(InvalidRequestException.builder(), "InvalidRequestException"));

            assertThat(tokens.lookUp(CLIENT)).isInstanceOf(TokenLookup.NotFound.class);
        }

        @Test
        void is_not_found_afresh_either() {
            fail(error(ResourceNotFoundException.builder(), "ResourceNotFoundException"));

            assertThat(tokens.lookUpAfresh(CLIENT)).isInstanceOf(TokenLookup.NotFound.class);
        }
    }

    @Nested
    class GivenAStoreThatFails {

        @ParameterizedTest
        @MethodSource("io.github.jobreporter.aws.SecretsManagerClientTokensTest#failures")
        void is_unavailable(SdkException failure) {
            fail(failure);

            assertThat(tokens.lookUp(CLIENT)).isInstanceOf(TokenLookup.StoreUnavailable.class);
        }

        @ParameterizedTest
        @MethodSource("io.github.jobreporter.aws.SecretsManagerClientTokensTest#failures")
        void is_unavailable_afresh(SdkException failure) {
            fail(failure);

            assertThat(tokens.lookUpAfresh(CLIENT))
                    .isInstanceOf(TokenLookup.StoreUnavailable.class);
        }
    }

    static Stream<SdkException> failures() {
        return Stream.of(
                error(SecretsManagerException.builder(), "AccessDeniedException"),
                error(SecretsManagerException.builder(), "ThrottlingException"),
                error(DecryptionFailureException.builder(), "DecryptionFailure"),
                error(InternalServiceErrorException.builder(), "InternalServiceError"),
                ApiCallTimeoutException.create(6000),
                SdkClientException.create("Unable to load credentials"));
    }

    private static SdkException error(SecretsManagerException.Builder builder, String code) {
        return (SdkException)
                builder.statusCode(400)
                        .requestId("r-1")
                        .awsErrorDetails(
                                AwsErrorDetails.builder()
                                        .errorCode(code)
                                        .errorMessage("sorry")
                                        .build())
                        .build();
    }

    private void given(String value, String... laterValues) {
        when(client.getSecretValue(any(GetSecretValueRequest.class)))
                .thenReturn(
                        secret(value),
                        Stream.of(laterValues)
                                .map(SecretsManagerClientTokensTest::secret)
                                .toArray(GetSecretValueResponse[]::new));
    }

    private void fail(SdkException failure) {
        when(client.getSecretValue(any(GetSecretValueRequest.class))).thenThrow(failure);
    }

    private static GetSecretValueResponse secret(String value) {
        return GetSecretValueResponse.builder().secretString(value).build();
    }
}
