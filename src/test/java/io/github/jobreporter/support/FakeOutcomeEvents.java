package io.github.jobreporter.support;

import io.github.jobreporter.completion.OutcomeEvent;
import io.github.jobreporter.completion.OutcomeEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A bus that records what was published, or refuses some of it. */
public final class FakeOutcomeEvents implements OutcomeEvents {

    private final List<OutcomeEvent> published = new ArrayList<>();
    private Predicate<OutcomeEvent> refused = _ -> false;
    private int calls;

    /** Refuses what matches; a predicate that throws is a defect of the adapter. */
    public void willRefuse(Predicate<OutcomeEvent> these) {
        refused = these;
    }

    public List<OutcomeEvent> published() {
        return published;
    }

    public int calls() {
        return calls;
    }

    @Override
    public List<Unpublished> publish(List<OutcomeEvent> events) {
        calls++;
        events.stream().filter(refused.negate()).forEach(published::add);
        return events.stream()
                .filter(refused)
                .map(event -> new Unpublished(event, "refused"))
                .toList();
    }
}
