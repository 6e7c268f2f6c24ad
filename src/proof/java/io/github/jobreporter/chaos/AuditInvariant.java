package io.github.jobreporter.chaos;

/** What must hold however the services and the functions fail. */
enum AuditInvariant {
    I1("one result a job, and one that was asked for"),
    I2("no event is let go of without its result"),
    I3("no dead letter denies an acceptance"),
    I4("everything comes to rest"),
    I5("no client token leaves but to CodePipeline");

    private final String claim;

    AuditInvariant(String claim) {
        this.claim = claim;
    }

    String claim() {
        return claim;
    }
}
