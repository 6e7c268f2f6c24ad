package io.github.jobreporter.completion;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Equal for completions with the same job, credential and result: SHA-256 over a canonical,
 * length-prefixed encoding of the three. The only trace of a client token that is ever stored.
 *
 * @param value 64 lower-case hexadecimal digits
 */
public record Fingerprint(String value) {

    /** Part of what is hashed, so that fingerprints of two encodings are never equal. */
    private static final int ENCODING = 1;

    /** The fingerprint of a completion. */
    public static Fingerprint of(JobCompletion completion) {
        Encoding encoding = new Encoding();
        encoding.completion(completion);
        return new Fingerprint(HexFormat.of().formatHex(sha256(encoding.bytes())));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Fields in a fixed order, each with its presence and length: the encoding is unambiguous. */
    private static final class Encoding {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream out = new DataOutputStream(bytes);

        byte[] bytes() {
            return bytes.toByteArray();
        }

        void completion(JobCompletion completion) {
            number(ENCODING);
            text(completion.jobId().value());
            switch (completion.credential()) {
                case ClientToken(var token) -> tagged("clientToken", token);
                case ClientId(var id) -> tagged("clientId", id);
            }
            switch (completion.result()) {
                case JobResult.Success success -> success(success);
                case JobResult.Failure failure -> failure(failure);
            }
        }

        private void success(JobResult.Success success) {
            text("success");
            if (present(success.currentRevision())) {
                revision(success.currentRevision().get());
            }
            optionalText(success.continuationToken());
            if (present(success.executionDetails())) {
                details(success.executionDetails().get());
            }
        }

        private void revision(CurrentRevision revision) {
            text(revision.revision());
            text(revision.changeIdentifier());
            optionalText(revision.created().map(Instant::toString));
            optionalText(revision.revisionSummary());
        }

        private void details(ExecutionDetails details) {
            optionalText(details.summary());
            optionalText(details.externalExecutionId());
            optionalText(details.percentComplete().map(String::valueOf));
        }

        private void failure(JobResult.Failure failure) {
            tagged("failure", failure.type().wireName());
            text(failure.message());
            optionalText(failure.externalExecutionId());
        }

        private void tagged(String tag, String value) {
            text(tag);
            text(value);
        }

        private void optionalText(Optional<String> value) {
            if (present(value)) {
                text(value.get());
            }
        }

        private boolean present(Optional<?> value) {
            number(value.isPresent() ? 1 : 0);
            return value.isPresent();
        }

        private void text(String value) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            number(utf8.length);
            bytes.writeBytes(utf8);
        }

        private void number(int value) {
            try {
                out.writeInt(value);
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory failed", e);
            }
        }
    }
}
