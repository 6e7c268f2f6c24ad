package io.github.jobreporter.chaos;

/** Invariants that must hold whatever fails. */
enum AuditInvariant {
    I1("a job has one result, and an event asked for it"),
    I2("no event is lost without its result"),
    I3("no dead letter is for an accepted result"),
    I4("all events are finished in the end"),
    I5("client tokens are sent to CodePipeline only"),
    I6("no result is lost by presumption if its job is acknowledged in time"),
    I7("no event is given up before it is too old"),
    I8("every ending is published, or counted as unpublished");

    private final String claim;

    AuditInvariant(String claim) {
        this.claim = claim;
    }

    String claim() {
        return claim;
    }
}
