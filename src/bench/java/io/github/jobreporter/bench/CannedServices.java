package io.github.jobreporter.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.jobreporter.local.http.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;

/**
 * CodePipeline, DynamoDB, SQS and Secrets Manager on one port. Each operation always gets the same
 * reply, and calls are counted.
 */
final class CannedServices implements AutoCloseable {

    /** Calls and connections since the services started. */
    record Counts(long reports, long ledgerWrites, long others, long connections) {

        Counts since(Counts before) {
            return new Counts(
                    reports - before.reports,
                    ledgerWrites - before.ledgerWrites,
                    others - before.others,
                    connections - before.connections);
        }
    }

    private static final String REPORT = "CodePipeline_20150709.PutThirdPartyJobSuccessResult";
    private static final String LEDGER_WRITE = "DynamoDB_20120810.PutItem";

    private static final Map<String, byte[]> REPLIES =
            Map.of(REPORT, reply(200, "{}"), LEDGER_WRITE, reply(200, "{}"));
    private static final byte[] UNKNOWN = reply(400, "{\"__type\":\"UnknownOperationException\"}");

    private final String scheme;
    private final Wire wire;
    private final Map<String, Long> counts = new ConcurrentHashMap<>();
    private volatile Duration reportTakes = Duration.ZERO;

    private CannedServices(String scheme, ServerSocket listening) {
        this.scheme = scheme;
        wire = Wire.start(listening, this::answer);
    }

    static CannedServices start() throws IOException {
        return new CannedServices(
                "http", new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    static CannedServices start(Certificate certificate) throws IOException {
        return new CannedServices("https", certificate.listen());
    }

    /** The value for {@code AWS_ENDPOINT_URL}. */
    URI uri() {
        return URI.create(scheme + "://" + wire.address());
    }

    void letReportsTake(Duration duration) {
        reportTakes = duration;
    }

    Counts counts() {
        var reports = counts.getOrDefault(REPORT, 0L);
        var ledgerWrites = counts.getOrDefault(LEDGER_WRITE, 0L);
        var all = counts.values().stream().mapToLong(Long::longValue).sum();
        return new Counts(reports, ledgerWrites, all - reports - ledgerWrites, wire.accepted());
    }

    @Override
    public void close() {
        wire.close();
    }

    private boolean answer(Wire.Request request, Socket connection)
            throws IOException, InterruptedException {
        var target = request.headers().getOrDefault("x-amz-target", "");
        counts.merge(target, 1L, Long::sum);
        if (target.equals(REPORT) && !reportTakes.isZero()) {
            Thread.sleep(reportTakes);
        }
        connection.getOutputStream().write(REPLIES.getOrDefault(target, UNKNOWN));
        return true;
    }

    private static byte[] reply(int status, String body) {
        var checksum = new CRC32();
        checksum.update(body.getBytes(UTF_8));
        return Wire.response(
                status,
                Map.of(
                        "Content-Type", "application/x-amz-json-1.1",
                        "x-amzn-RequestId", "00000000-0000-4000-8000-000000000000",
                        // DynamoDB sends this checksum, and its clients check it.
                        "x-amz-crc32", Long.toString(checksum.getValue())),
                body);
    }
}
