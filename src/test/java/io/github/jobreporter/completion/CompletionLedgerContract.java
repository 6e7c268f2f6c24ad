package io.github.jobreporter.completion;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.support.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract of every {@link CompletionLedger}. */
public abstract class CompletionLedgerContract {

    protected static final JobId JOB = new JobId("job-1");

    protected static final Fingerprint A = new Fingerprint("a".repeat(64));
    protected static final Fingerprint B = new Fingerprint("b".repeat(64));
    protected static final Fingerprint C = new Fingerprint("c".repeat(64));

    private static final Instant START = Instant.parse("2026-01-02T03:04:05.678901234Z");
    private static final Duration LEASE = Duration.ofSeconds(65);

    protected final MutableClock clock = new MutableClock(START);

    private final AtomicInteger lastOwner = new AtomicInteger();
    private Supplier<String> nextOwner = () -> "owner-" + lastOwner.incrementAndGet();
    protected final Supplier<String> owners = () -> nextOwner.get();

    /** An empty ledger that uses {@link #clock} and {@link #owners}. */
    protected abstract CompletionLedger ledger();

    /** The ledger's entry of a job. */
    protected abstract Optional<LedgerEntry> stored(JobId jobId);

    protected final Claim claim(Fingerprint fingerprint) {
        return claim(JOB, fingerprint);
    }

    protected final LedgerEntry granted(Fingerprint fingerprint) {
        return granted(JOB, fingerprint);
    }

    private Claim claim(JobId jobId, Fingerprint fingerprint) {
        return ledger().claim(new Attempt(jobId, fingerprint, clock.instant().plus(LEASE)));
    }

    private LedgerEntry granted(JobId jobId, Fingerprint fingerprint) {
        return entryOf(claim(jobId, fingerprint));
    }

    private static LedgerEntry entryOf(Claim claim) {
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        return ((Claim.Granted) claim).entry();
    }

    private LedgerEntry grantedAfterTheLease(Fingerprint fingerprint) {
        clock.advance(LEASE);
        return granted(fingerprint);
    }

    @Nested
    class GivenNothingOfTheJob {

        @Test
        void grants_with_nothing_unresolved() {
            assertThat(granted(A).unresolved()).isEmpty();
        }

        @Test
        void holds_who_reports_what_until_when() {
            LedgerEntry granted = granted(A);

            assertThat(stored(JOB)).contains(granted);
            assertThat(granted)
                    .isEqualTo(
                            new LedgerEntry(
                                    JOB,
                                    LedgerEntry.Status.REPORTING,
                                    Optional.of(A),
                                    Set.of(),
                                    "owner-1",
                                    START.plus(LEASE),
                                    1,
                                    START.plus(Duration.ofDays(30))));
        }

        @Test
        void forgets_the_job_30_days_after_the_claim() {
            granted(A);

            assertThat(stored(JOB).map(LedgerEntry::expiresAt))
                    .contains(Instant.parse("2026-02-01T03:04:05Z"));
        }

        @Test
        void takes_the_longest_job_id_that_there_is() {
            JobId longest = new JobId("🚀".repeat(512));

            assertThat(granted(longest, A)).isEqualTo(stored(longest).orElseThrow());
        }
    }

    @Nested
    class GivenAnotherJob {

        @Test
        void grants_both() {
            granted(new JobId("job-2"), A);

            assertThat(claim(A)).isInstanceOf(Claim.Granted.class);
        }

        @Test
        void distinguishes_job_ids_by_case() {
            granted(new JobId("JOB-1"), A);

            assertThat(claim(A)).isInstanceOf(Claim.Granted.class);
        }
    }

    @Nested
    class GivenALeaseThatIsRunning {

        private final LedgerEntry theirs = granted(A);

        @BeforeEach
        void claim_for_another_owner() {
            assertThat(stored(JOB)).contains(theirs);
        }

        @Test
        void is_held_elsewhere_for_the_same_result() {
            assertThat(claim(A)).isEqualTo(new Claim.HeldElsewhere(theirs.leaseUntil()));
        }

        @Test
        void is_held_elsewhere_for_another_result() {
            assertThat(claim(B)).isEqualTo(new Claim.HeldElsewhere(theirs.leaseUntil()));
        }

        @Test
        void is_held_elsewhere_to_its_last_millisecond() {
            clock.set(theirs.leaseUntil().minusMillis(1));

            assertThat(claim(A)).isInstanceOf(Claim.HeldElsewhere.class);
        }

        @Test
        void is_not_changed_by_a_claim() {
            claim(B);

            assertThat(stored(JOB)).contains(theirs);
        }
    }

    @Nested
    class GivenALeaseThatIsOver {

        private final LedgerEntry theirs = granted(A);

        @BeforeEach
        void end_the_lease() {
            clock.set(theirs.leaseUntil());
        }

        @Test
        void grants_with_the_earlier_attempt_unresolved() {
            assertThat(granted(B).unresolved()).containsExactly(A);
        }

        @Test
        void grants_an_attempt_with_the_same_result_too() {
            assertThat(granted(A).unresolved()).containsExactly(A);
        }

        @Test
        void holds_the_new_owner_with_a_lease_and_an_expiry_of_its_own() {
            LedgerEntry granted = granted(B);

            assertThat(stored(JOB)).contains(granted);
            assertThat(granted)
                    .isEqualTo(
                            new LedgerEntry(
                                    JOB,
                                    LedgerEntry.Status.REPORTING,
                                    Optional.of(B),
                                    Set.of(A),
                                    "owner-2",
                                    theirs.leaseUntil().plus(LEASE),
                                    2,
                                    theirs.leaseUntil().plus(Duration.ofDays(30))));
        }

        @Test
        void is_held_elsewhere_once_it_is_taken_over() {
            granted(A);

            assertThat(claim(A)).isInstanceOf(Claim.HeldElsewhere.class);
        }

        @Test
        void keeps_every_unresolved_attempt() {
            granted(B);
            grantedAfterTheLease(C);

            assertThat(grantedAfterTheLease(A).unresolved()).containsExactlyInAnyOrder(A, B, C);
        }

        @Test
        void counts_the_attempts() {
            granted(A);

            assertThat(grantedAfterTheLease(A).attempts()).isEqualTo(3);
        }
    }

    @Nested
    class GivenALateOwner {

        private final LedgerEntry late = granted(A);
        private LedgerEntry current = late;

        @BeforeEach
        void take_over() {
            current = grantedAfterTheLease(B);
        }

        @Test
        void records_nothing() {
            assertThat(ledger().record(late)).isEqualTo(LedgerUpdate.NO_LONGER_OURS);
            assertThat(stored(JOB)).contains(current);
        }

        @Test
        void releases_nothing() {
            assertThat(ledger().release(late)).isEqualTo(LedgerUpdate.NO_LONGER_OURS);
            assertThat(stored(JOB)).contains(current);
        }

        @Test
        void leaves_nothing_unresolved() {
            assertThat(ledger().leaveUnresolved(late)).isEqualTo(LedgerUpdate.NO_LONGER_OURS);
            assertThat(stored(JOB)).contains(current);
        }

        @Test
        void does_not_touch_what_the_next_owner_recorded() {
            ledger().record(current);

            assertThat(ledger().record(late)).isEqualTo(LedgerUpdate.NO_LONGER_OURS);
            assertThat(ledger().release(late)).isEqualTo(LedgerUpdate.NO_LONGER_OURS);
            assertThat(ledger().leaveUnresolved(late)).isEqualTo(LedgerUpdate.NO_LONGER_OURS);
            assertThat(stored(JOB)).contains(current.recorded());
        }

        @Test
        void does_not_touch_what_the_next_owner_left_unresolved() {
            ledger().leaveUnresolved(current);

            assertThat(ledger().record(late)).isEqualTo(LedgerUpdate.NO_LONGER_OURS);
            assertThat(stored(JOB)).contains(current.leftUnresolved());
        }

        @Test
        void with_unresolved_attempts_of_its_own_releases_nothing_either() {
            LedgerEntry last = grantedAfterTheLease(C);

            assertThat(ledger().release(current)).isEqualTo(LedgerUpdate.NO_LONGER_OURS);
            assertThat(stored(JOB)).contains(last);
        }
    }

    @Nested
    class GivenARecordedResult {

        private final LedgerEntry mine = granted(A);
        private final LedgerUpdate update = ledger().record(mine);

        @Test
        void is_filed() {
            assertThat(update).isEqualTo(LedgerUpdate.STORED);
        }

        @Test
        void is_recorded_for_the_same_result() {
            assertThat(claim(A)).isEqualTo(new Claim.SameResultRecorded());
        }

        @Test
        void is_a_conflict_for_another_result() {
            assertThat(claim(B)).isEqualTo(new Claim.OtherResultRecorded());
        }

        @Test
        void stays_recorded_when_the_lease_is_over() {
            clock.advance(LEASE.multipliedBy(2));

            assertThat(claim(A)).isEqualTo(new Claim.SameResultRecorded());
        }

        @Test
        void is_not_changed_by_claims() {
            claim(A);
            claim(B);

            assertThat(stored(JOB)).contains(mine.recorded());
        }

        @Test
        void may_be_recorded_again_because_the_reply_was_lost() {
            assertThat(ledger().record(mine)).isEqualTo(LedgerUpdate.STORED);
            assertThat(stored(JOB)).contains(mine.recorded());
        }

        @Test
        void is_never_released() {
            ledger().release(mine);

            assertThat(stored(JOB)).contains(mine.recorded());
        }

        @Test
        void is_never_unresolved_again() {
            ledger().leaveUnresolved(mine);

            assertThat(stored(JOB)).contains(mine.recorded());
        }

        @Test
        void keeps_the_expiry_of_the_claim() {
            assertThat(stored(JOB).map(LedgerEntry::expiresAt)).contains(mine.expiresAt());
        }
    }

    @Nested
    class GivenAResultThatWasRecordedAfterUnresolvedAttempts {

        @BeforeEach
        void record_the_second() {
            granted(A);
            ledger().record(grantedAfterTheLease(B));
        }

        @Test
        void no_longer_remembers_them() {
            assertThat(stored(JOB).map(LedgerEntry::unresolved)).contains(Set.of());
        }

        @Test
        void is_recorded_for_its_own_result_only() {
            assertThat(claim(B)).isEqualTo(new Claim.SameResultRecorded());
            assertThat(claim(A)).isEqualTo(new Claim.OtherResultRecorded());
        }
    }

    @Nested
    class GivenAnOwnerWhoseLeaseIsOverAndWasNotTakenOver {

        private final LedgerEntry mine = granted(A);

        @BeforeEach
        void end_the_lease() {
            clock.advance(LEASE.multipliedBy(2));
        }

        @Test
        void still_records() {
            assertThat(ledger().record(mine)).isEqualTo(LedgerUpdate.STORED);
            assertThat(claim(A)).isEqualTo(new Claim.SameResultRecorded());
        }

        @Test
        void still_releases() {
            assertThat(ledger().release(mine)).isEqualTo(LedgerUpdate.STORED);
            assertThat(stored(JOB)).contains(mine.released());
        }
    }

    @Nested
    class GivenAReleasedAttemptAndNothingElse {

        private final LedgerEntry mine = granted(A);
        private final LedgerUpdate update = ledger().release(mine);

        @Test
        void is_filed() {
            assertThat(update).isEqualTo(LedgerUpdate.STORED);
        }

        @Test
        void leaves_an_entry_without_an_attempt_or_a_lease() {
            assertThat(stored(JOB)).contains(mine.released());
            assertThat(stored(JOB).flatMap(LedgerEntry::fingerprint)).isEmpty();
            assertThat(stored(JOB).map(LedgerEntry::unresolved)).contains(Set.of());
            assertThat(stored(JOB).map(LedgerEntry::leaseUntil)).contains(Instant.EPOCH);
        }

        @Test
        void grants_a_corrected_result_with_nothing_unresolved() {
            assertThat(granted(B).unresolved()).isEmpty();
        }

        @Test
        void grants_the_same_result_with_nothing_unresolved() {
            assertThat(granted(A).unresolved()).isEmpty();
        }

        @Test
        void keeps_the_job_30_days_from_the_next_claim() {
            clock.advance(Duration.ofDays(1));

            assertThat(granted(A).expiresAt()).isEqualTo(mine.expiresAt().plus(Duration.ofDays(1)));
        }

        @Test
        void goes_on_counting_the_attempts() {
            assertThat(granted(B).attempts()).isEqualTo(2);
        }

        @Test
        void may_be_released_again_because_the_reply_was_lost() {
            assertThat(ledger().release(mine)).isEqualTo(LedgerUpdate.STORED);
            assertThat(stored(JOB)).contains(mine.released());
        }

        @Test
        void is_no_longer_ours_once_it_is_claimed_again() {
            LedgerEntry next = granted(B);

            assertThat(ledger().release(mine)).isEqualTo(LedgerUpdate.NO_LONGER_OURS);
            assertThat(stored(JOB)).contains(next);
        }
    }

    @Nested
    class GivenAReleasedAttemptAfterAnUnresolvedOne {

        private final LedgerEntry first = granted(A);
        private LedgerEntry second = first;
        private LedgerUpdate update = LedgerUpdate.UNCONFIRMED;

        @BeforeEach
        void release_the_second() {
            second = grantedAfterTheLease(B);
            update = ledger().release(second);
        }

        @Test
        void is_filed() {
            assertThat(update).isEqualTo(LedgerUpdate.STORED);
        }

        @Test
        void keeps_the_unresolved_one_and_forgets_this_one() {
            assertThat(stored(JOB)).contains(second.released());
            assertThat(stored(JOB).map(LedgerEntry::unresolved)).contains(Set.of(A));
            assertThat(stored(JOB).flatMap(LedgerEntry::fingerprint)).isEmpty();
        }

        @Test
        void ends_the_lease() {
            assertThat(claim(C)).isInstanceOf(Claim.Granted.class);
        }

        @Test
        void does_not_count_the_forgotten_one_as_unresolved() {
            assertThat(granted(C).unresolved()).containsExactly(A);
        }

        @Test
        void goes_on_counting_the_attempts() {
            assertThat(granted(C).attempts()).isEqualTo(3);
        }

        @Test
        void may_be_released_again_because_the_reply_was_lost() {
            assertThat(ledger().release(second)).isEqualTo(LedgerUpdate.STORED);
            assertThat(stored(JOB)).contains(second.released());
        }
    }

    @Nested
    class GivenAnAttemptThatWasLeftUnresolved {

        private final LedgerEntry mine = granted(A);
        private final LedgerUpdate update = ledger().leaveUnresolved(mine);

        @Test
        void is_filed() {
            assertThat(update).isEqualTo(LedgerUpdate.STORED);
        }

        @Test
        void ends_the_lease_at_once() {
            assertThat(granted(B).unresolved()).containsExactly(A);
        }

        @Test
        void keeps_the_attempt() {
            assertThat(stored(JOB)).contains(mine.leftUnresolved());
            assertThat(stored(JOB).flatMap(LedgerEntry::fingerprint)).contains(A);
        }

        @Test
        void may_be_left_again_because_the_reply_was_lost() {
            assertThat(ledger().leaveUnresolved(mine)).isEqualTo(LedgerUpdate.STORED);
            assertThat(stored(JOB)).contains(mine.leftUnresolved());
        }

        @Test
        void is_the_only_unresolved_result_for_the_same_result() {
            LedgerEntry same = granted(A);

            assertThat(same.thisResultIsUnresolved()).isTrue();
            assertThat(same.onlyThisResultIsUnresolved()).isTrue();
        }

        @Test
        void is_no_reason_to_presume_another_result() {
            LedgerEntry other = granted(B);

            assertThat(other.thisResultIsUnresolved()).isFalse();
            assertThat(other.onlyThisResultIsUnresolved()).isFalse();
        }

        @Test
        void is_unresolved_but_not_the_only_one_among_others() {
            ledger().leaveUnresolved(granted(B));
            LedgerEntry same = granted(A);

            assertThat(same.thisResultIsUnresolved()).isTrue();
            assertThat(same.onlyThisResultIsUnresolved()).isFalse();
        }

        @Test
        void stays_unresolved_when_the_same_result_was_released_later() {
            ledger().release(granted(A));

            assertThat(granted(A).onlyThisResultIsUnresolved()).isTrue();
        }

        @Test
        void is_still_the_only_unresolved_result_after_many_attempts() {
            ledger().leaveUnresolved(granted(A));
            ledger().leaveUnresolved(granted(A));

            assertThat(granted(A).unresolved()).containsExactly(A);
        }
    }

    @Nested
    class GivenOurOwnClaimWhoseReplyWasLost {

        @BeforeEach
        void repeat_the_owner() {
            nextOwner = () -> "owner-same";
        }

        @Test
        void is_granted_as_it_was_stored() {
            LedgerEntry lost = granted(A);

            assertThat(claim(A)).isEqualTo(new Claim.Granted(lost));
        }

        @Test
        void is_granted_as_it_was_stored_by_a_take_over() {
            nextOwner = () -> "owner-before";
            ledger().leaveUnresolved(granted(B));
            nextOwner = () -> "owner-same";
            LedgerEntry lost = granted(A);

            assertThat(claim(A)).isEqualTo(new Claim.Granted(lost));
        }
    }

    @Nested
    class GivenARace {

        private static final int RACERS = 8;

        @Test
        void grants_one_when_the_job_is_new() throws Exception {
            assertOneIsGranted(race());
        }

        @Test
        void grants_one_when_a_lease_is_over() throws Exception {
            ledger().leaveUnresolved(granted(B));

            assertOneIsGranted(race());
        }

        @Test
        void grants_one_when_the_job_was_released() throws Exception {
            ledger().release(granted(B));

            assertOneIsGranted(race());
        }

        private static void assertOneIsGranted(List<Claim> claims) {
            assertThat(claims).filteredOn(Claim.Granted.class::isInstance).hasSize(1);
            assertThat(claims)
                    .filteredOn(Claim.HeldElsewhere.class::isInstance)
                    .hasSize(RACERS - 1);
        }

        private List<Claim> race() throws InterruptedException, ExecutionException {
            CyclicBarrier start = new CyclicBarrier(RACERS);
            Callable<Claim> racer =
                    () -> {
                        start.await();
                        return claim(A);
                    };
            List<Claim> claims = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Claim>> running = new ArrayList<>();
                for (int i = 0; i < RACERS; i++) {
                    running.add(threads.submit(racer));
                }
                for (Future<Claim> claim : running) {
                    claims.add(claim.get());
                }
            }
            return claims;
        }
    }
}
