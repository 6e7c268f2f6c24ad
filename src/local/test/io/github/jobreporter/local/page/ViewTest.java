package io.github.jobreporter.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.jobreporter.local.page.View.Rendering;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ViewTest {

    private static final Rendering<String> RENDERING =
            new Rendering<>(Stream::of, TextNode::valueOf);

    private final ObjectNode state = JsonNodeFactory.instance.objectNode();

    private static View view(String json) throws JsonProcessingException {
        return new View((ObjectNode) new ObjectMapper().readTree(json));
    }

    private List<String> shown(String json, int items) throws JsonProcessingException {
        view(json)
                .show(
                        state,
                        "jobs",
                        IntStream.range(0, items).mapToObj(it -> "Job-" + it).toList(),
                        RENDERING);
        return state.path("jobs").valueStream().map(JsonNode::asText).toList();
    }

    private JsonNode page() {
        return state.path("pages").path("jobs");
    }

    @Test
    void shows_ten_of_thousands() throws Exception {
        assertThat(shown("{}", 5000)).hasSize(10).startsWith("Job-0");
        assertThat(page())
                .hasToString("{\"page\":1,\"last\":500,\"size\":10,\"found\":5000,\"all\":5000}");
    }

    @Test
    void shows_the_wanted_page_or_the_last() throws Exception {
        assertThat(shown("{\"pages\": {\"jobs\": 2}}", 21)).startsWith("Job-10").hasSize(10);
        assertThat(shown("{\"pages\": {\"jobs\": 9}}", 21)).containsExactly("Job-20");
        assertThat(page().path("page").asInt()).isEqualTo(3);
    }

    @Test
    void shows_an_empty_page_of_an_empty_list() throws Exception {
        assertThat(shown("{\"pages\": {\"jobs\": 2}}", 0)).isEmpty();
        assertThat(page().path("page").asInt()).isEqualTo(1);
    }

    @Test
    void shows_what_is_found_in_any_case() throws Exception {
        assertThat(shown("{\"search\": \"job-499\"}", 5000)).hasSize(10).startsWith("Job-499");
        assertThat(page().path("found").asInt()).isEqualTo(11);
        assertThat(page().path("all").asInt()).isEqualTo(5000);
    }

    @Test
    void wants_every_state_or_one() throws Exception {
        assertThat(view("{}").wants(List.of("Queued"))).isTrue();
        assertThat(view("{\"state\": \"Queued\"}").wants(List.of("Queued"))).isTrue();
        assertThat(view("{\"state\": \"AllRefused\"}").wants(List.of("Queued"))).isFalse();
    }
}
