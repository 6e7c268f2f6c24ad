package io.github.jobreporter.local;

/** What a partner offers: workers poll for the jobs of one action type. */
public record ActionType(String category, String owner, String provider, String version) {

    /** The one that is always there. */
    public static final ActionType LOCAL = new ActionType("Test", "ThirdParty", "Local", "1");
}
