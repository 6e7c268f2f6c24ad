package io.github.jobreporter.bootstrap;

import java.time.Duration;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * How requests get to the services, and who signs them.
 *
 * @param http makes the HTTP client of one service
 */
record Transport(Function<TimeLimits, SdkHttpClient> http, AwsCredentialsProvider credentials) {

    private static final Duration CONNECT = Duration.ofSeconds(2);

    /** As many as there are concurrent reports; the JDK's default is five. */
    private static final String KEPT_CONNECTIONS = "10";

    /** Over the network, with the function's own credentials. */
    static Transport network() {
        System.setProperty("http.maxConnections", KEPT_CONNECTIONS);
        return new Transport(
                limits ->
                        new CheckedHttpClient(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(CONNECT)
                                        .socketTimeout(limits.attempt())
                                        .build()),
                DefaultCredentialsProvider.builder().build());
    }

    /** Over {@link CannedConnection}, which sends nothing, with made-up credentials. */
    static Transport canned() {
        return new Transport(
                _ -> new CheckedHttpClient(UrlConnectionHttpClient.create(CannedConnection::to)),
                StaticCredentialsProvider.create(
                        AwsSessionCredentials.create("none", "none", "none")));
    }
}
