package io.github.jobreporter.completion;

import java.time.Instant;

/** The ledger's answer to an {@link Attempt}. */
public sealed interface Claim {

    /** The job may be reported; the entry names the unresolved earlier attempts. */
    record Granted(LedgerEntry entry) implements Claim {}

    /** The ledger has this same result of the job recorded. */
    record SameResultRecorded() implements Claim {}

    /** The ledger has another result or credential recorded for the job. */
    record OtherResultRecorded() implements Claim {}

    /** Another invocation is reporting this job. */
    record HeldElsewhere(Instant until) implements Claim {}

    /** The ledger failed, denied access or did not answer. */
    record LedgerUnavailable(String detail) implements Claim {}
}
