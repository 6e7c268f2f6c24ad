package io.github.jobreporter.support;

import io.github.jobreporter.completion.ClientId;
import io.github.jobreporter.completion.ClientToken;
import io.github.jobreporter.completion.ClientTokens;
import io.github.jobreporter.completion.TokenLookup;

/** Answers each kind of look-up as scripted, and counts them. */
public final class FakeClientTokens implements ClientTokens {

    private TokenLookup cached = found(CompletionBuilder.TOKEN);
    private TokenLookup fresh = found(CompletionBuilder.TOKEN);
    private int lookups;
    private int freshLookups;

    public static TokenLookup found(String token) {
        return new TokenLookup.Found(new ClientToken(token));
    }

    public void hold(TokenLookup cachedLookup, TokenLookup freshLookup) {
        cached = cachedLookup;
        fresh = freshLookup;
    }

    /** Without the fresh ones. */
    public int lookups() {
        return lookups;
    }

    public int freshLookups() {
        return freshLookups;
    }

    @Override
    public TokenLookup lookUp(ClientId clientId) {
        lookups++;
        return cached;
    }

    @Override
    public TokenLookup lookUpAfresh(ClientId clientId) {
        freshLookups++;
        return fresh;
    }
}
