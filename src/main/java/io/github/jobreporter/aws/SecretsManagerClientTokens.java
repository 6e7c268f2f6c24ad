package io.github.jobreporter.aws;

import io.github.jobreporter.completion.ClientId;
import io.github.jobreporter.completion.ClientTokens;
import io.github.jobreporter.completion.TokenLookup;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.lambda.powertools.parameters.cache.CacheManager;
import software.amazon.lambda.powertools.parameters.secrets.SecretsProvider;

/**
 * Client tokens in AWS Secrets Manager, read through Powertools Parameters and cached for five
 * minutes.
 *
 * <p>The secret of a client is {@code <prefix>/<clientId>}; its value is the bare token or {@code
 * {"clientToken": "…"}}.
 */
public final class SecretsManagerClientTokens implements ClientTokens {

    private static final Duration MAX_AGE = Duration.ofMinutes(5);

    private final CacheManager cache = new CacheManager();
    private final Supplier<SecretsManagerClient> client;
    private final String prefix;

    /**
     * Needs no client before the first look-up.
     *
     * @param client called for each look-up; must return the same client
     * @param prefix of the secrets' names, without the slash that follows it
     */
    public SecretsManagerClientTokens(Supplier<SecretsManagerClient> client, String prefix) {
        this.client = client;
        this.prefix = prefix;
        cache.setDefaultExpirationTime(MAX_AGE);
    }

    @Override
    public TokenLookup lookUp(ClientId clientId) {
        return lookUp(clientId, secretName -> provider(cache).get(secretName));
    }

    @Override
    public TokenLookup lookUpAfresh(ClientId clientId) {
        return lookUp(clientId, this::getAfresh);
    }

    /** Powertools cannot bypass a cache, so this provider gets an empty one. */
    private String getAfresh(String secretName) {
        String value = provider(new CacheManager()).get(secretName);
        cache.putInCache(secretName, value);
        return value;
    }

    private SecretsProvider provider(CacheManager cacheManager) {
        return SecretsProvider.builder()
                .withClient(client.get())
                .withCacheManager(cacheManager)
                .build();
    }

    private TokenLookup lookUp(ClientId clientId, Function<String, String> get) {
        String secretName = prefix + "/" + clientId.value();
        try {
            return SecretValue.tokenIn(get.apply(secretName))
                    .<TokenLookup>map(TokenLookup.Found::new)
                    .orElseGet(() -> noToken(secretName));
        } catch (ResourceNotFoundException | InvalidRequestException e) {
            // A secret that is scheduled for deletion is answered as an invalid request.
            return new TokenLookup.NotFound(ServiceErrors.describe("Secrets Manager", e));
        } catch (IllegalArgumentException _) {
            // Powertools fails on a binary secret that is not Base64.
            return noToken(secretName);
        } catch (SdkException e) {
            return new TokenLookup.StoreUnavailable(ServiceErrors.describe("Secrets Manager", e));
        }
    }

    private static TokenLookup noToken(String secretName) {
        return new TokenLookup.NotFound(
                ("the secret %s must hold the client token of 1 to 256 characters, bare or as"
                                + " {\"clientToken\": \"…\"}")
                        .formatted(secretName));
    }
}
