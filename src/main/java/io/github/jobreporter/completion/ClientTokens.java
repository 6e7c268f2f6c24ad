package io.github.jobreporter.completion;

/** Port: where client tokens are kept. */
public interface ClientTokens {

    /** The token of a client, which may come from a cache. */
    TokenLookup lookUp(ClientId clientId);

    /** The token of a client from the store, which then replaces the cached one. */
    TokenLookup lookUpAfresh(ClientId clientId);
}
