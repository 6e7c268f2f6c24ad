package io.github.jobreporter.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A self-signed certificate for the loopback address, made for one run, and the files that make
 * each kind of client trust it.
 *
 * @param keys key store of the server
 * @param pem for Node, which adds it to its own certificates
 * @param trust the JDK's own trust store with this certificate added: as large as the real one
 */
record Certificate(Path keys, Path pem, Path trust) {

    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "bench";

    static Certificate in(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var made =
                new Certificate(
                        folder.resolve("keys.p12"),
                        folder.resolve("certificate.pem"),
                        folder.resolve("trust.p12"));
        Files.deleteIfExists(made.keys);
        Files.copy(
                javaHome().resolve("lib/security/cacerts"),
                made.trust,
                StandardCopyOption.REPLACE_EXISTING);
        made.make();
        return made;
    }

    private void make() throws IOException, InterruptedException {
        keytool("-genkeypair", keys, "-keyalg", "EC", "-dname", "CN=localhost", "-validity", "30")
                .with("-ext", "san=ip:127.0.0.1,dns:localhost", "-ext", "bc:critical=ca:true")
                .run();
        keytool("-exportcert", keys, "-rfc", "-file", pem.toString()).run();
        keytool("-importcert", trust, "-noprompt", "-file", pem.toString()).run();
    }

    /** The options that make a JVM trust it. Without TLS, they cost nothing. */
    List<String> jvmOptions() {
        return List.of(
                "-Djavax.net.ssl.trustStore=" + trust,
                "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
    }

    /** Copies a file of certificates and adds this one. */
    Path addedTo(Path certificates) throws IOException {
        var all = pem.resolveSibling("all.pem");
        Files.writeString(all, Files.readString(certificates) + Files.readString(pem));
        return all;
    }

    ServerSocket listen() throws IOException {
        try (InputStream in = Files.newInputStream(keys)) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, PASSWORD.toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context.getServerSocketFactory()
                    .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Tool keytool(String command, Path store, String... options) {
        var line = new ArrayList<String>();
        line.add(javaHome().resolve("bin/keytool").toString());
        line.addAll(List.of(command, "-alias", ALIAS, "-keystore", store.toString()));
        line.addAll(List.of("-storepass", PASSWORD));
        line.addAll(List.of(options));
        return new Tool(line, Path.of(""));
    }

    private static Path javaHome() {
        return Path.of(System.getProperty("java.home"));
    }
}
