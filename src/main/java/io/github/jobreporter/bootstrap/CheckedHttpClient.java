package io.github.jobreporter.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Throws the exception that the SDK expects. For an answer that is not HTTP or ends before the
 * status, {@code UrlConnectionHttpClient} throws {@link UncheckedIOException}, which the SDK does
 * not translate; it turns an {@link IOException} into an {@code SdkClientException}.
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
