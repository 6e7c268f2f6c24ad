package io.github.jobreporter.local.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.codepipeline.Job;
import io.github.jobreporter.local.http.JsonRoutes.Body;
import io.github.jobreporter.local.http.Shape.Choice;
import io.github.jobreporter.local.http.Shape.Structure;
import io.github.jobreporter.local.http.Shape.Text;
import io.github.jobreporter.local.http.Shape.Whole;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which part of its long lists a page shows: what is found, a page of each list. */
record View(ObjectNode request) {

    /** Of a job that has not ended, and of which every event is dead-lettered. */
    static final String ALL_REFUSED = "AllRefused";

    static final List<String> LISTS =
            List.of(
                    "jobs",
                    "deliveries",
                    "deadLetters",
                    "droppedEvents",
                    "outcomes",
                    "ledger",
                    "journal");

    static final Text SEARCH = new Text(0, 512);

    static final Body BODY =
            Body.of(
                    new Structure(
                            List.of(),
                            Map.of(
                                    "search",
                                    SEARCH,
                                    "state",
                                    new Choice(states()),
                                    "pages",
                                    new Structure(
                                            List.of(),
                                            LISTS.stream()
                                                    .collect(
                                                            Collectors.toMap(
                                                                    it -> it,
                                                                    _ ->
                                                                            new Whole(
                                                                                    1,
                                                                                    1_000_000)))))),
                    "{\"search\": \"job-1\", \"state\": \"InProgress\", \"pages\": {\"jobs\": 2}}");

    private static final int PAGE_SIZE = 10;

    private static List<String> states() {
        return Stream.concat(
                        Stream.of(Job.State.values()).map(Job.State::modelName),
                        Stream.of(ALL_REFUSED))
                .toList();
    }

    String search() {
        return request.path("search").asText();
    }

    /** Whether a job in these states is wanted. */
    boolean wants(List<String> states) {
        return !request.has("state") || states.contains(request.path("state").asText());
    }

    /**
     * What makes JSON of the items of a list.
     *
     * @param texts of an item, in which is searched
     */
    record Rendering<T>(Function<T, Stream<String>> texts, Function<T, JsonNode> json) {}

    /** Adds the wanted page of what is found, or the last one if there are fewer. */
    <T> void show(ObjectNode state, String list, List<T> items, Rendering<T> rendering) {
        List<T> found = items.stream().filter(it -> finds(it, rendering)).toList();
        int last = Math.max(1, Math.ceilDiv(found.size(), PAGE_SIZE));
        int page = Math.min(request.path("pages").path(list).asInt(1), last);
        state.withObject("/pages")
                .putObject(list)
                .put("page", page)
                .put("last", last)
                .put("size", PAGE_SIZE)
                .put("found", found.size())
                .put("all", items.size());
        found.stream()
                .skip((page - 1L) * PAGE_SIZE)
                .limit(PAGE_SIZE)
                .map(rendering.json)
                .forEach(state.putArray(list)::add);
    }

    /** Whether the search finds an item of a list. */
    <T> boolean finds(T item, Rendering<T> rendering) {
        String wanted = search().toLowerCase(Locale.ROOT);
        return rendering
                .texts
                .apply(item)
                .anyMatch(it -> it.toLowerCase(Locale.ROOT).contains(wanted));
    }
}
