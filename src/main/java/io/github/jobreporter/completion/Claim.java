package io.github.jobreporter.completion;

import java.time.Instant;

/** The ledger's answer to an {@link Attempt}. */
public sealed interface Claim {

    /** The job may be reported; the entry tells which earlier attempts are unresolved. */
    record Granted(LedgerEntry entry) implements Claim {}

    /** This same result was reported before. */
    record SameResultRecorded() implements Claim {}

    /** Another result or credential was reported for this job. */
    record OtherResultRecorded() implements Claim {}

    /** Another invocation is reporting this job. */
    record HeldElsewhere(Instant until) implements Claim {}

    /** The ledger failed, denied access or did not answer. */
    record LedgerUnavailable(String detail) implements Claim {}
}
