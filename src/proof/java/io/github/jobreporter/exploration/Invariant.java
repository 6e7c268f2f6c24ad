package io.github.jobreporter.exploration;

/** The claim of {@code docs/reliability.md}. */
enum Invariant {
    /** CodePipeline accepts at most one result per job, and it is one that an event asked for. */
    I1,
    /** No event is let go of but reported, dead-lettered or handed over, or presumed reported. */
    I2,
    /** No dead letter says of a result that it was not accepted while it was. */
    I3,
    /** Every event comes to rest within a bounded number of deliveries once faults stop. */
    I4,
    /** No secret leaves the function but to CodePipeline. */
    I5,
    /** No result is lost by presumption if its job is acknowledged within 15 minutes. */
    I6,
    /** No event is dead-lettered for what a retry may cure, unless it is too old for that. */
    I7
}
