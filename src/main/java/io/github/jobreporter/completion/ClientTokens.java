package io.github.jobreporter.completion;

/** Port: where client tokens are kept. */
public interface ClientTokens {

    /** The token of a client, possibly from a cache. */
    TokenLookup lookUp(ClientId clientId);

    /** The token of a client as the store holds it now; later look-ups see it too. */
    TokenLookup lookUpAfresh(ClientId clientId);
}
