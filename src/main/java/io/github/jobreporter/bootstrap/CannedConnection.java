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
 * A connection for rehearsals that sends nothing and answers every request with success. It
 * replaces the connection and not the HTTP client, so that a rehearsal loads the client, too.
 */
final class CannedConnection extends HttpURLConnection {

    /** One answer for all services: clients ignore members that they do not know. */
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

    /** The first step of a TLS handshake: it needs no peer, and loads most of the classes. */
    private static void hello() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[0], null);
            SSLEngine engine = context.createSSLEngine();
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
