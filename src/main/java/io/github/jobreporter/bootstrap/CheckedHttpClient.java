package io.github.jobreporter.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Fails as the SDK expects of an HTTP client. {@code UrlConnectionHttpClient} throws {@link
 * UncheckedIOException} for an answer that is not HTTP, or breaks off before its status, and the
 * SDK would pass that on as it is; an {@link IOException} becomes an {@code SdkClientException}.
 */
record CheckedHttpClient(SdkHttpClient delegate) implements SdkHttpClient {

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new CheckedRequest(delegate.prepareRequest(request));
    }

    @Override
    public String clientName() {
        return delegate.clientName();
    }

    @Override
    public void close() {
        delegate.close();
    }

    private record CheckedRequest(ExecutableHttpRequest delegate) implements ExecutableHttpRequest {

        @Override
        public HttpExecuteResponse call() throws IOException {
            try {
                return delegate.call();
            } catch (UncheckedIOException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        @Override
        public void abort() {
            delegate.abort();
        }
    }
}
