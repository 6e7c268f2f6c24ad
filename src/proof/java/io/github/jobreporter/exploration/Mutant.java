package io.github.jobreporter.exploration;

import io.github.jobreporter.completion.Attempt;
import io.github.jobreporter.completion.Claim;
import io.github.jobreporter.completion.CompletionLedger;
import io.github.jobreporter.completion.CompletionQueue;
import io.github.jobreporter.completion.DeadLetter;
import io.github.jobreporter.completion.DeadLetters;
import io.github.jobreporter.completion.FailureReason;
import io.github.jobreporter.completion.FailureType;
import io.github.jobreporter.completion.Fingerprint;
import io.github.jobreporter.completion.JobResult;
import io.github.jobreporter.completion.LedgerEntry;
import io.github.jobreporter.completion.LedgerUpdate;
import io.github.jobreporter.completion.Patience;
import io.github.jobreporter.completion.PipelineAnswer;
import io.github.jobreporter.completion.PipelineJobs;
import io.github.jobreporter.completion.ReportOutcome;
import io.github.jobreporter.support.CompletionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A protocol with one mistake, and the invariant that it breaks. */
enum Mutant implements Protocol {
    FORGETS_WHAT_IS_UNRESOLVED(Invariant.I3) {
        @Override
        public CompletionLedger ledger(CompletionLedger ledger) {
            return granting(ledger, _ -> Set.of());
        }
    },

    RELEASES_WHAT_IS_NO_LONGER_ITS_OWN(Invariant.I2) {
        @Override
        public Call.Write write(Call.Write write) {
            return write.item().hasAttempt() ? write : write.unconditional();
        }
    },

    LEAVES_OPEN_WHAT_IS_NO_LONGER_ITS_OWN(Invariant.I2) {
        @Override
        public Call.Write write(Call.Write write) {
            boolean leaves = write.item().hasAttempt() && write.item().isGivenUp();
            return leaves ? write.unconditional() : write;
        }
    },

    TAKES_A_LEASE_OVER_WITHOUT_ITS_CONDITION(Invariant.I2) {
        @Override
        public Call.Write write(Call.Write write) {
            boolean takesOver = write.isClaim() && !write.condition().isThatItIsNew();
            return takesOver ? write.unconditional() : write;
        }
    },

    TAKES_OVER_HOWEVER_MANY_CLAIMS_THERE_WERE(Invariant.I2) {
        @Override
        public Call.Write write(Call.Write write) {
            return write.isClaim() ? write.without("attempts") : write;
        }

        @Override
        Scenario scenario() {
            return Scenarios.lateWritesOnly(2, 2);
        }
    },

    WITHDRAWS_ONLY_A_CLAIM_THAT_HAS_LANDED(Invariant.I2) {
        @Override
        Scenario scenario() {
            return Scenarios.lateWrites(2, 1);
        }

        @Override
        public Call.Write write(Call.Write write) {
            return write.isClaim() ? write : write.onlyOnItsOwn();
        }
    },

    NEVER_TAKES_A_LEASE_OVER(Invariant.I4) {
        @Override
        public InstantSource ledgerClock(InstantSource clock) {
            return () -> Instant.EPOCH;
        }
    },

    OVERLOOKS_THAT_ITS_LEASE_WAS_TAKEN_OVER(Invariant.I2) {
        @Override
        public CompletionLedger ledger(CompletionLedger ledger) {
            return new DecoratedLedger(ledger) {
                @Override
                public LedgerUpdate release(LedgerEntry mine) {
                    return ours(ledger.release(mine));
                }

                @Override
                public LedgerUpdate leaveUnresolved(LedgerEntry mine) {
                    return ours(ledger.leaveUnresolved(mine));
                }

                private static LedgerUpdate ours(LedgerUpdate update) {
                    return update == LedgerUpdate.NO_LONGER_OURS ? LedgerUpdate.STORED : update;
                }
            };
        }
    },

    TAKES_A_FAILED_RELEASE_FOR_DONE(Invariant.I3) {
        @Override
        Scenario scenario() {
            return Scenarios.overlappingDeliveries(2, 2);
        }

        @Override
        public CompletionLedger ledger(CompletionLedger ledger) {
            return new DecoratedLedger(ledger) {
                @Override
                public LedgerUpdate release(LedgerEntry mine) {
                    LedgerUpdate update = ledger.release(mine);
                    return update == LedgerUpdate.UNCONFIRMED ? LedgerUpdate.STORED : update;
                }
            };
        }
    },

    SENDS_WITHOUT_THE_LEDGER(Invariant.I3) {
        @Override
        public CompletionLedger ledger(CompletionLedger ledger) {
            return claiming(
                    ledger,
                    (attempt, claim) ->
                            claim instanceof Claim.LedgerUnavailable
                                    ? new Claim.Granted(
                                            LedgerEntry.first(attempt, "nobody", Instant.EPOCH))
                                    : claim);
        }
    },

    COMPARES_NO_FINGERPRINT(Invariant.I2) {
        @Override
        public CompletionLedger ledger(CompletionLedger ledger) {
            return claiming(
                    ledger,
                    (_, claim) ->
                            claim instanceof Claim.OtherResultRecorded
                                    ? new Claim.SameResultRecorded()
                                    : claim);
        }
    },

    PRESUMES_WITHOUT_AN_ATTEMPT(Invariant.I2) {
        @Override
        public CompletionLedger ledger(CompletionLedger ledger) {
            return granting(
                    ledger,
                    entry ->
                            entry.unresolved().isEmpty()
                                    ? Set.of(entry.fingerprint().orElseThrow())
                                    : entry.unresolved());
        }
    },

    PRESUMES_WHILE_ANOTHER_RESULT_IS_UNRESOLVED(Invariant.I2) {
        @Override
        public CompletionLedger ledger(CompletionLedger ledger) {
            return granting(
                    ledger,
                    entry ->
                            entry.thisResultIsUnresolved()
                                    ? Set.of(entry.fingerprint().orElseThrow())
                                    : entry.unresolved());
        }
    },

    RECORDS_A_PRESUMPTION_AS_A_REPORT(Invariant.I2) {
        @Override
        Scenario scenario() {
            return Scenarios.theSameResultTwice(2, 1);
        }

        @Override
        public CompletionLedger ledger(CompletionLedger ledger) {
            return new DecoratedLedger(ledger) {
                @Override
                public LedgerUpdate leaveUnresolved(LedgerEntry mine) {
                    return mine.onlyThisResultIsUnresolved()
                            ? ledger.record(mine)
                            : ledger.leaveUnresolved(mine);
                }
            };
        }
    },

    LEAVES_UNRESOLVED_WHAT_DID_NOT_LAND(Invariant.I2) {
        @Override
        public CompletionLedger ledger(CompletionLedger ledger) {
            return new DecoratedLedger(ledger) {
                @Override
                public LedgerUpdate release(LedgerEntry mine) {
                    return ledger.leaveUnresolved(mine);
                }
            };
        }
    },

    RELEASES_AFTER_AN_UNKNOWN_OUTCOME(Invariant.I3) {
        @Override
        public CompletionLedger ledger(CompletionLedger ledger) {
            return new DecoratedLedger(ledger) {
                @Override
                public LedgerUpdate leaveUnresolved(LedgerEntry mine) {
                    return ledger.release(mine);
                }
            };
        }
    },

    SENDS_AGAIN_AFTER_AN_UNKNOWN_OUTCOME(Invariant.I3) {
        @Override
        public PipelineJobs jobs(PipelineJobs jobs) {
            return (jobId, token, result) -> {
                PipelineAnswer answer = jobs.put(jobId, token, result);
                return answer instanceof PipelineAnswer.UnknownOutcome
                        ? jobs.put(jobId, token, result)
                        : answer;
            };
        }
    },

    REPORTS_A_FAILURE_AFTER_AN_UNKNOWN_OUTCOME(Invariant.I1) {
        @Override
        public PipelineJobs jobs(PipelineJobs jobs) {
            JobResult failure =
                    new JobResult.Failure(
                            FailureType.SYSTEM_UNAVAILABLE, "no reply", Optional.empty());
            return (jobId, token, result) -> {
                PipelineAnswer answer = jobs.put(jobId, token, result);
                return answer instanceof PipelineAnswer.UnknownOutcome
                        ? jobs.put(jobId, token, failure)
                        : answer;
            };
        }
    },

    TAKES_NO_REPLY_FOR_AN_ACCEPTANCE(Invariant.I2) {
        @Override
        public PipelineJobs jobs(PipelineJobs jobs) {
            return (jobId, token, result) -> {
                PipelineAnswer answer = jobs.put(jobId, token, result);
                return answer instanceof PipelineAnswer.UnknownOutcome
                        ? new PipelineAnswer.Accepted()
                        : answer;
            };
        }
    },

    SAYS_WHAT_CAME_LAST_THOUGH_THE_OUTCOME_IS_OPEN(Invariant.I3) {
        @Override
        public ReportOutcome outcome(ReportOutcome outcome) {
            return outcome
                            instanceof
                            ReportOutcome.Unavailable(var reason, var detail, _, var until)
                    ? new ReportOutcome.Unavailable(
                            reason == FailureReason.OUTCOME_UNKNOWN
                                    ? FailureReason.THROTTLED
                                    : reason,
                            detail,
                            false,
                            until)
                    : outcome;
        }
    },

    LETS_GO_BEFORE_THE_DEAD_LETTER_IS_STORED(Invariant.I2) {
        @Override
        public DeadLetters deadLetters(DeadLetters deadLetters, Runnable acknowledge) {
            return letter -> {
                acknowledge.run();
                return deadLetters.send(letter);
            };
        }
    },

    LETS_GO_THOUGH_THE_HAND_OVER_FAILED(Invariant.I2) {
        @Override
        Scenario scenario() {
            return Scenarios.handOver(2, 1);
        }

        @Override
        public CompletionQueue queue(CompletionQueue queue) {
            return new CompletionQueue() {
                @Override
                public boolean handOver(String body, Duration delay) {
                    boolean _ = queue.handOver(body, delay);
                    return true;
                }

                @Override
                public void retryAfter(String receiptHandle, Duration delay) {
                    queue.retryAfter(receiptHandle, delay);
                }

                @Override
                public void retryAfter(Map<String, Duration> delays) {
                    queue.retryAfter(delays);
                }
            };
        }
    },

    TELLS_THE_TOKEN_IN_A_DEAD_LETTER(Invariant.I5) {
        @Override
        public DeadLetters deadLetters(DeadLetters deadLetters, Runnable acknowledge) {
            return letter ->
                    deadLetters.send(
                            new DeadLetter(
                                    letter.delivery(),
                                    letter.reason(),
                                    letter.detail() + CompletionBuilder.TOKEN,
                                    letter.jobId(),
                                    letter.failedAt()));
        }
    },

    PRESUMES_A_YOUNG_EVENT(Invariant.I6) {
        @Override
        Scenario scenario() {
            return Scenarios.acknowledgedInTime(2, 1);
        }

        @Override
        public Optional<Instant> sentAt(Optional<Instant> sentAt) {
            return Optional.of(Instant.EPOCH);
        }
    },

    DEAD_LETTERS_AT_ONCE(Invariant.I7) {
        @Override
        public Patience patience(Patience patience) {
            return new Patience(Duration.ZERO, Duration.ZERO);
        }
    },

    RETRIES_FOR_EVER(Invariant.I4) {
        @Override
        public Patience patience(Patience patience) {
            return new Patience(Duration.ofDays(1000), Duration.ofDays(1000));
        }
    },

    KEEPS_THE_TOKEN_IN_THE_LEDGER(Invariant.I5) {
        @Override
        public CompletionLedger ledger(CompletionLedger ledger) {
            return new DecoratedLedger(ledger) {
                @Override
                public Claim claim(Attempt attempt) {
                    return ledger.claim(
                            new Attempt(
                                    attempt.jobId(),
                                    new Fingerprint(CompletionBuilder.TOKEN),
                                    attempt.leaseUntil()));
                }
            };
        }
    };

    private final Invariant breaks;

    Mutant(Invariant breaks) {
        this.breaks = breaks;
    }

    Invariant breaks() {
        return breaks;
    }

    /** It shows in this one. */
    Scenario scenario() {
        return Scenarios.twoResults(2, 2);
    }

    private interface Claiming {
        Claim claim(Attempt attempt, Claim claim);
    }

    private interface Unresolved {
        Set<Fingerprint> of(LedgerEntry granted);
    }

    private static CompletionLedger claiming(CompletionLedger ledger, Claiming claiming) {
        return new DecoratedLedger(ledger) {
            @Override
            public Claim claim(Attempt attempt) {
                return claiming.claim(attempt, ledger.claim(attempt));
            }
        };
    }

    /** Grants what the ledger grants, with something else unresolved. */
    private static CompletionLedger granting(CompletionLedger ledger, Unresolved unresolved) {
        return claiming(
                ledger,
                (_, claim) ->
                        claim instanceof Claim.Granted(var entry)
                                ? new Claim.Granted(with(unresolved.of(entry), entry))
                                : claim);
    }

    private static LedgerEntry with(Set<Fingerprint> unresolved, LedgerEntry entry) {
        return new LedgerEntry(
                entry.jobId(),
                entry.status(),
                entry.fingerprint(),
                unresolved,
                entry.owner(),
                entry.leaseUntil(),
                entry.attempts(),
                entry.expiresAt());
    }
}
