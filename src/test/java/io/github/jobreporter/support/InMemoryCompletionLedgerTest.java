package io.github.jobreporter.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.completion.Claim;
import io.github.jobreporter.completion.CompletionLedger;
import io.github.jobreporter.completion.CompletionLedgerContract;
import io.github.jobreporter.completion.JobId;
import io.github.jobreporter.completion.LedgerEntry;
import io.github.jobreporter.completion.LedgerUpdate;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class InMemoryCompletionLedgerTest extends CompletionLedgerContract {

    private final InMemoryCompletionLedger fake = new InMemoryCompletionLedger(clock, owners);

    @Override
    protected CompletionLedger ledger() {
        return fake;
    }

    @Override
    protected Optional<LedgerEntry> stored(JobId jobId) {
        return fake.entryOf(jobId);
    }

    @Nested
    class GivenAnUnavailableLedger {

        @Test
        void says_so_and_stores_no_claim() {
            fake.unavailable();

            assertThat(claim(A)).isInstanceOf(Claim.LedgerUnavailable.class);
            assertThat(stored(JOB)).isEmpty();
        }

        @Test
        void says_so_and_stores_nothing() {
            LedgerEntry mine = granted(A);
            fake.unavailable();

            assertThat(fake.record(mine)).isEqualTo(LedgerUpdate.UNCONFIRMED);
            assertThat(stored(JOB)).contains(mine);
        }

        @Test
        void works_again_when_told_to() {
            fake.unavailable();
            fake.work();

            assertThat(claim(A)).isInstanceOf(Claim.Granted.class);
        }
    }

    @Nested
    class GivenALedgerThatLosesReplies {

        @Test
        void stores_a_claim_and_does_not_confirm_it() {
            fake.loseReplies();

            assertThat(claim(A)).isInstanceOf(Claim.LedgerUnavailable.class);
            assertThat(stored(JOB)).isPresent();
        }

        @Test
        void stores_and_does_not_confirm() {
            LedgerEntry mine = granted(A);
            fake.loseReplies();

            assertThat(fake.record(mine)).isEqualTo(LedgerUpdate.UNCONFIRMED);
            assertThat(stored(JOB)).contains(mine.recorded());
        }
    }
}
