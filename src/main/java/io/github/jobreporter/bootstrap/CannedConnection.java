package io.github.jobreporter.bootstrap;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/**
 * A connection that leads nowhere: whatever is sent, the answer is that all went well. It is a
 * connection, and not an HTTP client, so that the real client has its part in a rehearsal.
 */
final class CannedConnection extends HttpURLConnection {

    /** No service minds a member that only another one knows. */
    private static final byte[] ANSWER =
            "{\"SecretString\": \"rehearsal\"}".getBytes(StandardCharsets.UTF_8);

    private CannedConnection(URI uri) throws MalformedURLException {
        super(uri.toURL());
    }

    static HttpURLConnection to(URI uri) {
        try {
            return new CannedConnection(uri);
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void connect() {
        if (url.getProtocol().equals("https")) {
            hello();
        }
        connected = true;
    }

    /** The half of a TLS handshake that needs nobody, and loads most of what it takes. */
    private static void hello() {
        try {
            SSLContext trustingNobody = SSLContext.getInstance("TLS");
            trustingNobody.init(new KeyManager[0], new TrustManager[0], null);
            SSLEngine engine = trustingNobody.createSSLEngine();
            engine.setUseClientMode(true);
            int size = engine.getSession().getPacketBufferSize();
            SSLEngineResult _ = engine.wrap(ByteBuffer.allocate(0), ByteBuffer.allocate(size));
        } catch (GeneralSecurityException | SSLException e) {
            throw new IllegalStateException("the JDK makes no TLS client hello", e);
        }
    }

    @Override
    public void disconnect() {
        connected = false;
    }

    @Override
    public boolean usingProxy() {
        return false;
    }

    @Override
    public OutputStream getOutputStream() {
        return OutputStream.nullOutputStream();
    }

    @Override
    public int getResponseCode() {
        responseCode = HTTP_OK;
        return responseCode;
    }

    @Override
    public InputStream getInputStream() {
        return new ByteArrayInputStream(ANSWER);
    }
}
