package io.github.jobreporter.completion;

/** The token store's answer. */
public sealed interface TokenLookup {

    /** The token. */
    record Found(ClientToken token) implements TokenLookup {}

    /** There is no secret of that name, or it holds no token. */
    record NotFound(String detail) implements TokenLookup {}

    /** The store failed, denied access or did not answer. */
    record StoreUnavailable(String detail) implements TokenLookup {}
}
