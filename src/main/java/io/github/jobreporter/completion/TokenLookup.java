package io.github.jobreporter.completion;

/** What the token store answered. */
public sealed interface TokenLookup {

    /** The token. */
    record Found(ClientToken token) implements TokenLookup {}

    /** No secret by that name, or none that holds a token. */
    record NotFound(String detail) implements TokenLookup {}

    /** The store failed, denied access or did not answer. */
    record StoreUnavailable(String detail) implements TokenLookup {}
}
