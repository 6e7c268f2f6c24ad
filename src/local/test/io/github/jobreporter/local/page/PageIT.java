package io.github.jobreporter.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.local.codepipeline.CodePipelineEndpoint;
import io.github.jobreporter.local.codepipeline.Job;
import io.github.jobreporter.local.codepipeline.NewJob;
import io.github.jobreporter.local.http.AwsEndpoint;
import io.github.jobreporter.local.http.LoopbackHttp.Settings;
import io.github.jobreporter.local.queue.DeadLetterQueue;
import io.github.jobreporter.local.stack.LocalStack;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.chromium.ChromiumNetworkConditions;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.Wait;
import org.openqa.selenium.support.ui.WebDriverWait;
import software.amazon.awssdk.services.codepipeline.CodePipelineClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/**
 * Tests the page in a real browser. Needs Chromium and its driver; {@code .ci/run} installs them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
@EnabledIf("isChromiumPresent")
class PageIT {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final By SAID = By.id("said");

    /** Finds elements that reach beyond the window, or texts beyond their button. */
    private static final String NOT_SEEN =
            """
            return [...document.body.querySelectorAll("*")]
                .filter(it => it.getBoundingClientRect().right > innerWidth
                    || it.matches("button") && it.scrollWidth > it.clientWidth)
                .map(it => it.outerHTML);""";

    /** Looks after an update, so that nothing waits for the page's own one. */
    private static final String FIND =
            """
            const [list, texts, done] = arguments;
            refresh().then(() => done([...document.querySelectorAll(`#${list} > li`)]
                .filter(it => texts.every(text => it.innerText.includes(text)))));""";

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private Optional<LocalStack> stack = Optional.empty();
    private Optional<StackPage> page = Optional.empty();
    private Optional<ChromeDriver> browser = Optional.empty();

    static boolean isChromiumPresent() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    @BeforeAll
    void open(@TempDir Path profile) throws IOException, InterruptedException {
        Path build = Path.of(System.getProperty("local.build", "target"));
        LocalStack started = opened(LocalStack.start(LocalStack.TEMPLATE, build));
        CodePipelineClient worker =
                opened(
                        new AwsEndpoint(started.codePipeline().uri())
                                .client(CodePipelineClient.builder()));
        DeliveryFeed feed =
                new DeliveryFeed(
                        new PrintStream(
                                OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        DeadLetterQueue deadLetters = started.deadLetterQueue();
        page =
                Optional.of(
                        opened(
                                StackPage.start(
                                        Settings.ANY_PORT,
                                        new StackState(started, deadLetters, feed),
                                        new PageActions(
                                                started,
                                                deadLetters,
                                                worker,
                                                opened(started.eventBridge())))));
        started.run(feed);
        stack = Optional.of(started);
        ChromeDriverService service =
                new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build();
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--user-data-dir=" + profile);
        ChromeDriver driver = new ChromeDriver(service, options);
        open.push(driver::quit);
        driver.manage().window().setSize(new Dimension(1280, 1000));
        browser = Optional.of(driver);
        load();
    }

    private <T extends AutoCloseable> T opened(T something) {
        open.push(something);
        return something;
    }

    private LocalStack stack() {
        return stack.orElseThrow();
    }

    private CodePipelineEndpoint codePipeline() {
        return stack().codePipeline();
    }

    /** Loads the page once: what was typed, chosen and found is reset. */
    @BeforeEach
    void reset() {
        browser()
                .executeAsyncScript(
                        """
                        const done = arguments[0];
                        for (const it of ["by", "credential"]) $(it).selectedIndex = 0;
                        for (const it of ["make", "set-rate"]) $(it).reset();
                        find().then(() => done());""");
    }

    private void load() {
        browser().get(page.orElseThrow().uri().toString());
    }

    @AfterAll
    void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    private ChromeDriver browser() {
        return browser.orElseThrow();
    }

    private Wait<WebDriver> awaiting() {
        return new WebDriverWait(browser(), PATIENCE, Duration.ofMillis(200))
                // The page may have removed the element, or not added it yet.
                .ignoring(StaleElementReferenceException.class, NoSuchElementException.class);
    }

    private void awaitText(By place, String text) {
        awaiting().until(it -> it.findElement(place).getText().contains(text));
    }

    /** An opened job. */
    private WebElement make(String job, Job.State state) {
        codePipeline().addJob(NewJob.queued().withId(job).in(state));
        WebElement made = item("jobs", job);
        browser().executeScript("arguments[0].querySelector('details').open = true", made);
        return made;
    }

    private WebElement makeInProgress(String job) {
        return make(job, Job.State.IN_PROGRESS);
    }

    /** The first item of a list that has all these texts. */
    private WebElement item(String list, String... texts) {
        return awaiting().until(_ -> items(list, texts).getFirst());
    }

    @SuppressWarnings("unchecked")
    private List<WebElement> items(String list, String... texts) {
        return (List<WebElement>)
                Objects.requireNonNull(browser().executeAsyncScript(FIND, list, List.of(texts)));
    }

    private static WebElement button(WebElement place, String label) {
        return place.findElement(By.xpath(".//button[normalize-space()='%s']".formatted(label)));
    }

    private void press(WebElement place, String label) {
        inView(button(place, label)).click();
    }

    /** The driver does not scroll away from under the footer. */
    private WebElement inView(WebElement element) {
        browser().executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
        return element;
    }

    private static List<String> enabled(WebElement job) {
        return job.findElements(By.cssSelector("button:not([aria-disabled])")).stream()
                .map(WebElement::getText)
                .toList();
    }

    private void awaitState(WebElement job, String state) {
        awaiting()
                .until(
                        _ -> {
                            awaitUpdates();
                            return field(job, "state").equals(state);
                        });
    }

    private static String field(WebElement item, String name) {
        return item.findElement(By.cssSelector("[data-field=%s]".formatted(name))).getText();
    }

    private void awaitUpdates() {
        browser()
                .executeAsyncScript(
                        "const done = arguments[0]; refresh().then(refresh).then(() => done());");
    }

    private void resize(int width, int height) {
        browser()
                .executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of(
                                "width",
                                width,
                                "height",
                                height,
                                "deviceScaleFactor",
                                1,
                                "mobile",
                                false));
    }

    private void resizeBack() {
        browser().executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    /** Runs first, so that no other test's jobs are in the picture. */
    @Nested
    @Order(1)
    class GivenJobsWithEachOutcome {

        private static final Path HTML =
                Path.of("src/local/resources/io/github/jobreporter/local/page/page.html");
        private static final Screenshot SCREENSHOT = new Screenshot(Path.of("docs/page.png"));

        /** A job, the button that completes it, and what its delivery then shows. */
        private record Completed(String job, String button, String outcome) {}

        private static final List<Completed> COMPLETED =
                List.of(
                        new Completed("unit-tests", "Success", "Reported"),
                        new Completed("lint", "Failure", "Reported"),
                        new Completed("load-test", "Twice", "AlreadyReported"),
                        new Completed(
                                "security-scan", "With a wrong token", "INVALID_CLIENT_TOKEN"),
                        new Completed("license-check", "With a misspelt member", "MALFORMED_EVENT"),
                        new Completed("deploy-staging", "Continuation", "Reported"),
                        new Completed("canary", "Success with this fault", "OUTCOME_UNKNOWN"));

        private static final String IN_PROGRESS = "smoke-test";

        @Test
        void look_like_the_picture_in_the_documents() throws IOException {
            resize(1200, 1120);
            try {
                COMPLETED.forEach(this::complete);
                makeInProgress(IN_PROGRESS);
                showOnly(IN_PROGRESS);

                String shown = Files.readString(HTML) + COMPLETED + IN_PROGRESS;
                if (System.getProperty("page.screenshot", "").equals("write")) {
                    SCREENSHOT.write(browser().getScreenshotAs(OutputType.BYTES), shown);
                }
                assertThat(SCREENSHOT.shows(shown))
                        .as(
                                "%s shows an older page: run ./mvnw verify -Dtest=ArchitectureTest"
                                        + " -Dit.test=PageIT -Dpage.screenshot=write"
                                        + " and commit the file",
                                SCREENSHOT.file())
                        .isTrue();
            } finally {
                resizeBack();
            }
        }

        private void complete(Completed it) {
            WebElement job = makeInProgress(it.job);
            new Select(inView(job.findElement(By.cssSelector("[data-fault]"))))
                    .selectByValue("dropAfterActing");
            press(job, it.button);
            // One after the other, so that one environment is enough.
            item("deliveries", it.job, it.outcome);
        }

        private void showOnly(String job) {
            browser()
                    .executeScript(
                            """
                            for (const it of document.querySelectorAll("details")) {
                                it.open = it.closest("li").key === arguments[0];
                            }
                            document.activeElement.blur();
                            scrollTo(0, 0);""",
                            job);
            awaitUpdates();
        }
    }

    @Nested
    class GivenNoJobId {

        @Test
        void makes_a_job_with_a_new_uuid_as_the_form_says() {
            WebElement form = inView(browser().findElement(By.id("make")));
            assertThat(form.findElement(By.name("id")).getDomAttribute("placeholder"))
                    .isEqualTo("a new UUID");
            press(form, "Make a job");

            awaitText(SAID, ", InProgress.");
            assertThat(browser().findElement(SAID).getText())
                    .matches(
                            "Made \\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}, InProgress\\.");
        }
    }

    @Nested
    class GivenAQueuedJob {

        private void makeByForm(String job, String state) {
            WebElement form = inView(browser().findElement(By.id("make")));
            form.findElement(By.name("id")).sendKeys(job);
            new Select(form.findElement(By.name("state"))).selectByValue(state);
            form.findElement(By.tagName("button")).click();
            awaitText(SAID, "Made %s, %s.".formatted(job, state));
        }

        @Test
        void is_polled_acknowledged_and_completed_with_the_enabled_buttons() {
            makeByForm("by-hand", "Queued");
            WebElement job = item("jobs", "by-hand");
            WebElement details = job.findElement(By.tagName("details"));
            awaiting().until(_ -> details.getDomAttribute("open") != null);
            assertThat(enabled(job)).isEmpty();

            // The oldest comes first, and other tests leave queued jobs behind.
            awaiting()
                    .until(
                            _ -> {
                                inView(browser().findElement(By.id("poll"))).click();
                                awaitUpdates();
                                return field(job, "state").equals("Dispatched");
                            });
            assertThat(enabled(job)).containsExactly("Acknowledge", "Success", "Failure");

            press(job, "Acknowledge");
            awaitState(job, "InProgress");
            assertThat(enabled(job))
                    .containsExactly(
                            "Success",
                            "Failure",
                            "Continuation",
                            "Twice",
                            "With a wrong token",
                            "With a misspelt member",
                            "Success with this fault");

            press(job, "Success");
            awaitState(job, "Succeeded");
            assertThat(enabled(job)).containsExactly("Success", "Failure");
        }
    }

    @Nested
    class GivenAJobInProgress {

        private static final By REDRIVE = By.id("redrive");
        private static final By REFUSED = By.cssSelector("[data-field=refused]");

        private String count(String name) {
            awaitUpdates();
            return browser().findElement(By.id(name)).getText();
        }

        @Test
        void succeeds_and_the_page_shows_it_by_itself() {
            WebElement job = makeInProgress("good");

            press(job, "Success");

            awaitState(job, "Succeeded");
            item("deliveries", "good", "Reported", "delivery 1 to QueueReporter");
            item("ledger", "good", "REPORTED", "1 attempt");
            item("journal", "good", "PutThirdPartyJobSuccessResult", "200");
            assertThat(job.getText()).contains("Summary", "All checks passed", "100", "Created");
            assertThat(field(job, "created")).matches("\\d\\d:\\d\\d:\\d\\d");
        }

        @Test
        void fails_and_another_result_is_a_conflict() {
            WebElement job = makeInProgress("bad");

            press(job, "Failure");
            awaitState(job, "Failed");
            assertThat(job.getText()).contains("JobFailed", "3 checks failed");

            press(job, "Success");
            item("deadLetters", "bad", "CONFLICTING_RESULT");
        }

        @Test
        void continues_in_another_job_and_both_link_to_each_other() {
            WebElement job = makeInProgress("first");

            press(job, "Continuation");

            awaitState(job, "Succeeded");
            WebElement next = item("jobs", "continues first");
            assertThat(field(next, "state")).isEqualTo("Queued");
            String nextId = field(next, "id");
            job.findElement(By.linkText(nextId)).click();
            awaitFocus(nextId);
            item("jobs", nextId, "stage-2").findElement(By.linkText("first")).click();
            awaitFocus("first");
        }

        private void awaitFocus(String job) {
            awaiting().until(it -> it.switchTo().activeElement().getText().startsWith(job));
        }

        @Test
        void is_reported_once_when_it_is_completed_twice() {
            WebElement job = makeInProgress("twice");

            press(job, "Twice");

            awaitState(job, "Succeeded");
            awaiting().until(_ -> items("deliveries", "twice", "delivery 1").size() == 2);
            assertThat(items("deliveries", "twice", "\n")).hasSize(2);
            assertThat(reported("twice")).isEqualTo(1);
        }

        private long reported(String job) {
            return items("deliveries", job).stream()
                    .filter(it -> field(it, "state").equals("Reported"))
                    .count();
        }

        @Test
        void is_refused_with_a_wrong_token_and_redriven_alone() {
            WebElement job = makeInProgress("wrong-token");

            press(job, "With a wrong token");
            WebElement letter = item("deadLetters", "wrong-token", "INVALID_CLIENT_TOKEN");
            assertThat(field(letter, "detail")).contains("refused the client token");
            item("deliveries", "wrong-token", "refused the client token", "now a dead letter");
            press(letter, "Redrive");

            awaitText(SAID, "Redrove 1 dead letter.");
            awaiting().until(_ -> items("deliveries", "wrong-token", "Refused").size() == 2);
        }

        @Test
        void does_not_look_as_if_it_were_reported_when_all_its_events_are_refused() {
            WebElement job = makeInProgress("refused");
            assertThat(job.findElement(REFUSED).isDisplayed()).isFalse();

            press(job, "With a wrong token");
            item("deliveries", "refused", "INVALID_CLIENT_TOKEN");

            awaiting().until(_ -> job.findElement(REFUSED).isDisplayed());
            assertThat(field(job, "state")).isEqualTo("InProgress");
            assertThat(field(job, "hint")).startsWith("Every event of the job was refused.");
            item("ledger", "refused", "RELEASED");
        }

        @Test
        void has_a_dead_letter_that_is_read_without_its_token_and_deleted() {
            WebElement job = makeInProgress("read");
            press(job, "With a misspelt member");
            WebElement letter = item("deadLetters", "read", "MALFORMED_EVENT");

            inView(letter.findElement(By.tagName("summary"))).click();

            awaiting().until(_ -> letter.getText().contains("\"continuationTokn\":\"***\""));
            assertThat(letter.getText())
                    .contains("FailureReason", "\"clientToken\":\"***\"")
                    .doesNotContain(codePipeline().job("read").orElseThrow().clientToken());
            press(letter, "Delete");
            awaitText(SAID, "Deleted the dead letter.");
            awaiting().until(_ -> items("deadLetters", "read").isEmpty());
        }

        @Test
        void is_refused_with_a_misspelt_member_and_redriven_with_all() {
            WebElement job = makeInProgress("misspelt");

            press(job, "With a misspelt member");
            item("deadLetters", "misspelt", "MALFORMED_EVENT", "/continuationTokn");
            browser().findElement(REDRIVE).click();

            awaitText(SAID, "Redrove ");
            awaiting().until(_ -> items("deliveries", "misspelt", "Refused").size() == 2);
            awaitText(By.cssSelector("#deadLetters + .none"), "back within 15 minutes.");
        }

        @Test
        void is_redriven_with_what_is_found_and_not_with_the_others() {
            for (String it : List.of("others", "found-1", "found-2")) {
                press(makeInProgress(it), "With a misspelt member");
                item("deadLetters", it);
            }

            search("FOUND-");
            awaitText(REDRIVE, "Redrive 2 found");
            browser().findElement(REDRIVE).click();

            awaitText(SAID, "Redrove 2 dead letters.");
            awaiting().until(_ -> items("deliveries", "found-", "delivery 1").size() == 4);
            awaitText(REDRIVE, "Redrive 0 found");
            assertThat(browser().findElement(REDRIVE).getDomAttribute("aria-disabled"))
                    .isEqualTo("true");
            search("");
            item("deadLetters", "others");
            assertThat(browser().findElement(By.id("delayedDeadLetters")).getText())
                    .matches("[1-9]\\d* delayed letters are back within 15 minutes\\.");
            assertThat(browser().findElement(REDRIVE).getText()).matches("Redrive all [1-9]\\d*");
        }

        private void search(String text) {
            browser()
                    .executeAsyncScript(
                            "const [text, done] = arguments; find(text).then(() => done());", text);
        }

        @Test
        void meets_the_fault_that_was_chosen() {
            WebElement job = makeInProgress("faulty");

            new Select(job.findElement(By.cssSelector("[data-fault]")))
                    .selectByVisibleText("CodePipeline's reply is lost");
            press(job, "Success with this fault");

            item("deliveries", "faulty", "Unavailable", "OUTCOME_UNKNOWN");
            awaitState(job, "Succeeded");
        }

        @Test
        void has_a_message_in_back_off_between_its_deliveries() {
            WebElement job = make("too-early", Job.State.DISPATCHED);

            press(job, "Success");
            item("deliveries", "too-early", "Unavailable");

            awaiting().until(_ -> !count("backOff").equals("0") && count("inFlight").equals("0"));
        }

        @Test
        void is_completed_over_the_bus_by_its_client_id() {
            new Select(browser().findElement(By.id("by"))).selectByValue("bus");
            new Select(browser().findElement(By.id("credential"))).selectByValue("clientId");
            WebElement job = makeInProgress("over-the-bus");

            press(job, "Success");

            awaitState(job, "Succeeded");
            item("deliveries", "over-the-bus", "Reported", "BusReporter");
        }
    }

    @Nested
    class GivenAPermittedRate {

        private static final By RATE = By.id("rate");
        private static final By REMOVE = By.id("remove-rate");

        @AfterEach
        void remove() {
            browser()
                    .executeAsyncScript(
                            "const done = arguments[0]; act('remove-rate', {}).then(done);");
        }

        private void set(String rate) {
            WebElement form = inView(browser().findElement(By.id("set-rate")));
            form.findElement(By.tagName("input")).sendKeys(rate);
            press(form, "Set this rate");
        }

        @Test
        void is_set_and_throttles_what_is_above_it() {
            awaitText(RATE, "any number of");
            set("0.01");
            awaitText(SAID, "Set the permitted rate to 0.01 a second.");
            awaitText(RATE, "0.01");

            // Only one is within the rate, or none if another test's event is retried meanwhile.
            press(makeInProgress("limited-1"), "Success");
            press(makeInProgress("limited-2"), "Success");

            item("deliveries", "limited-", "Unavailable", "THROTTLED");
        }

        @Test
        void is_removed() {
            assertThat(browser().findElement(REMOVE).getDomAttribute("aria-disabled"))
                    .isEqualTo("true");
            set("10");
            awaitText(RATE, "10");

            inView(browser().findElement(REMOVE)).click();

            awaitText(SAID, "Removed the permitted rate.");
            awaitText(RATE, "any number of");
        }

        @Test
        void is_not_set_if_invalid() {
            set("0");

            awaitUpdates();
            assertThat(browser().findElement(RATE).getText()).isEqualTo("any number of");
            assertThat(browser().findElements(By.cssSelector("#set-rate input:invalid")))
                    .hasSize(1);
        }
    }

    @Nested
    class GivenTypedText {

        @Test
        void keeps_focus_and_selection_while_the_page_updates() {
            WebElement job = makeInProgress("typing");
            WebElement summary = job.findElement(By.cssSelector("[data-body=summary]"));
            summary.sendKeys("half a sentence", Keys.chord(Keys.SHIFT, Keys.HOME));

            makeElsewhere("meanwhile");
            item("jobs", "meanwhile");
            awaitUpdates();

            assertThat(browser().switchTo().activeElement()).isEqualTo(summary);
            assertThat(browser().executeScript("return getSelection().toString()"))
                    .isEqualTo("half a sentence");
        }

        private void makeElsewhere(String job) {
            browser()
                    .executeAsyncScript(
                            """
                            const [id, done] = arguments;
                            fetch("/actions/make-job", {
                                method: "POST",
                                headers: {"Content-Type": "application/json"},
                                body: JSON.stringify({id})
                            }).then(() => done());""",
                            job);
        }

        @Test
        void stays_text_when_it_is_markup() {
            String markup = "<img src=x onerror=document.title=1><b>bold</b>";
            WebElement job = makeInProgress(markup);
            job.findElement(By.cssSelector("[data-body=summary]")).sendKeys(markup);

            press(job, "Success");

            awaitState(job, "Succeeded");
            item("deliveries", markup);
            item("ledger", markup);
            assertThat(field(job, "id")).isEqualTo(markup);
            assertThat(field(job, "brief")).isEqualTo(markup);
            assertThat(browser().findElements(By.cssSelector("img, b"))).isEmpty();
            assertThat(browser().getTitle()).startsWith("Local stack");
        }

        @Test
        void is_rejected_with_a_message_if_invalid() {
            WebElement form = browser().findElement(By.id("make"));
            form.findElement(By.name("clientId")).sendKeys("nobody", Keys.ENTER);

            awaitText(SAID, "clientId: Member must satisfy regular expression pattern");
        }
    }

    @Nested
    class GivenAReader {

        @Test
        void finds_a_name_on_every_control() {
            makeInProgress("named");

            assertThat(browser().findElements(By.cssSelector("button, input, select")))
                    .filteredOn(WebElement::isDisplayed)
                    .isNotEmpty()
                    .allSatisfy(it -> assertThat(it.getAccessibleName()).isNotBlank());
        }

        @Test
        void can_use_everything_with_the_keyboard() {
            WebElement job = makeInProgress("keys");
            job.findElement(By.cssSelector("[data-body=summary]"))
                    .sendKeys("typed", Keys.TAB, Keys.SPACE);

            awaitState(job, "Succeeded");
            assertThat(field(job, "brief")).isEqualTo("typed");
        }

        @Test
        void sees_everything_on_a_narrow_screen() {
            WebElement job = makeInProgress("narrow-" + "x".repeat(100));
            press(job, "With a misspelt member");
            item("deadLetters", "narrow-", "MALFORMED_EVENT");

            resize(360, 800);
            try {
                assertThat(browser().executeScript("return innerWidth")).isEqualTo(360L);
                assertThat(browser().executeScript(NOT_SEEN)).isEqualTo(List.of());
            } finally {
                resizeBack();
            }
        }
    }

    @Nested
    class GivenTheStackDoesNotAnswer {

        private final By lost = By.id("lost");

        private void awaitAnswer() {
            awaiting().until(it -> !it.findElement(lost).isDisplayed());
            awaitText(SAID, "The local stack answers again.");
        }

        @Test
        void says_so_until_it_answers_again() {
            awaitText(By.id("connection"), "Live");

            ChromiumNetworkConditions offline = new ChromiumNetworkConditions();
            offline.setOffline(true);
            browser().setNetworkConditions(offline);
            try {
                awaitText(lost, "The local stack has not answered since");
                awaitText(lost, "The data below is old.");
            } finally {
                browser().deleteNetworkConditions();
            }

            awaitAnswer();
        }

        @Test
        void looks_like_connecting_and_not_like_an_empty_stack_at_first() {
            block("*/state");
            try {
                load();
                awaitText(lost, "The local stack has not answered since");
                assertThat(browser().findElement(lost).getText()).doesNotContain("old");
                assertThat(browser().findElements(By.className("none")))
                        .isNotEmpty()
                        .allSatisfy(it -> assertThat(it.getText()).startsWith("Connecting"));
                assertThat(browser().findElements(By.className("pager")))
                        .isNotEmpty()
                        .noneMatch(WebElement::isDisplayed);
            } finally {
                block();
            }

            awaitAnswer();
            assertThat(browser().findElement(By.tagName("main")).getDomAttribute("inert")).isNull();
        }

        private void block(String... urls) {
            browser().executeCdpCommand("Network.enable", Map.of());
            browser().executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of(urls)));
        }
    }

    @Nested
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    class GivenTheClockIsAhead {

        /** Runs first, because the clock never goes back. */
        @Test
        @Order(1)
        void shows_how_far_and_which_lists_have_the_machine_s_time() {
            assertThat(listsOfMachineTime()).isEmpty();
            assertThat(browser().findElement(By.id("ahead")).isDisplayed()).isFalse();
            String before = browser().findElement(By.id("now")).getText();

            codePipeline().advance(Duration.ofMinutes(5));

            awaitText(By.id("ahead"), "5m ahead");
            assertThat(browser().findElement(By.id("now")).getText()).isNotEqualTo(before);
            assertThat(listsOfMachineTime())
                    .containsExactly(
                            "Deliveries",
                            "Dead letters",
                            "Events that no rule took",
                            "Ledger",
                            "Outcome events");
        }

        private List<String> listsOfMachineTime() {
            return browser().findElements(By.className("top")).stream()
                    .filter(it -> it.getText().contains("machine time"))
                    .map(it -> it.findElement(By.tagName("h2")).getText())
                    .toList();
        }

        @Test
        void brings_delayed_letters_back_at_once() {
            press(makeInProgress("delayed"), "With a misspelt member");
            press(item("deadLetters", "delayed"), "Redrive");
            awaiting().until(_ -> items("deliveries", "delayed", "Refused").size() == 2);
            awaiting().until(_ -> items("deadLetters", "delayed").isEmpty());

            codePipeline().advance(Duration.ofMinutes(15));

            item("deadLetters", "delayed");
        }
    }

    @Nested
    class GivenAnEventThatNoRuleTakes {

        @Test
        void is_shown_with_the_reason() {
            PutEventsRequestEntry entry =
                    PutEventsRequestEntry.builder()
                            .source("somebody")
                            .detailType("Job Completion")
                            .detail("{\"jobId\": \"dropped-job\"}")
                            .build();
            try (EventBridgeClient eventBridge = stack().eventBridge()) {
                eventBridge.putEvents(it -> it.entries(entry));
            }

            item("droppedEvents", "dropped-job", "the event bus default has no rule");
            inView(browser().findElement(By.cssSelector("#find input"))).sendKeys("dropped-job");
            awaitText(SAID, "Found 1 dropped event.");
        }
    }

    @Nested
    class GivenAnOutcomeEvent {

        @Test
        void is_shown_with_its_reason() {
            PutEventsRequestEntry entry =
                    PutEventsRequestEntry.builder()
                            .source("job-completion-reporter")
                            .detailType("Job Completion Outcome")
                            .detail(
                                    """
                                    {"jobId": "ended-job", "outcome": "Refused",
                                     "reason": "JOB_NOT_FOUND", "messageId": "m-1",
                                     "settledAt": "2026-01-01T10:00:00Z"}
                                    """)
                            .build();
            try (EventBridgeClient eventBridge = stack().eventBridge()) {
                eventBridge.putEvents(it -> it.entries(entry));
            }

            item("outcomes", "ended-job", "JOB_NOT_FOUND");
        }
    }

    /** Runs last, so that no other test has so many. */
    @Nested
    @Order(Integer.MAX_VALUE)
    class GivenThousandsOfJobs {

        /** Lets the page show what was opened before it is measured. */
        private static final String MEASURE =
                """
                const [open, done] = arguments;
                for (const it of document.querySelectorAll("details")) it.open = open;
                refresh().then(() => {
                    const start = performance.now();
                    refresh().then(() => {
                        const end = performance.now(), nodes = document.createTreeWalker(document);
                        let count = 1;
                        while (nodes.nextNode()) count++;
                        done([end - start, count]);
                    });
                });""";

        private final By range = By.cssSelector("#jobs-section [data-field=range]");
        private final By search = By.cssSelector("#find input");

        @BeforeEach
        void make() {
            if (codePipeline().job("many-0").isEmpty()) {
                for (int i = 0; i < 5000; i++) {
                    codePipeline().addJob("many-" + i, "token-of-many", Job.State.CREATED);
                }
            }
            awaitUpdates();
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        @SuppressWarnings("unchecked")
        void updates_within_a_second_and_has_fewer_than_2000_nodes(boolean open) {
            List<Number> measured =
                    (List<Number>)
                            Objects.requireNonNull(browser().executeAsyncScript(MEASURE, open));

            assertThat(measured.get(0).doubleValue()).isLessThan(1000);
            assertThat(measured.get(1).intValue()).isLessThan(2000);
        }

        @Test
        void are_searched_filtered_and_paged() {
            press(browser().findElement(By.id("jobs-section")), "›");
            awaitText(range, "11–20 of 5");
            awaitText(SAID, "11–20 of 5");
            item("jobs", "many-4989");

            new Select(browser().findElement(By.cssSelector("#find select")))
                    .selectByValue("Created");
            awaitText(range, "1–10 of 5000");
            press(browser().findElement(By.id("jobs-section")), "»");
            awaitText(range, "4991–5000 of 5000");
            item("jobs", "many-0");
            press(browser().findElement(By.id("jobs-section")), "«");
            awaitText(range, "1–10 of 5000");

            inView(browser().findElement(search)).sendKeys("MANY-499");
            awaitText(range, "1–10 of 11");
            assertThat(field(items("jobs").getFirst(), "id")).isEqualTo("many-4999");
            assertThat(items("jobs", "many-499")).hasSize(10);
            assertThat(items("ledger")).isEmpty();
            awaitText(SAID, "Found 11 jobs.");

            browser().findElement(search).sendKeys("9-none");
            awaitText(By.cssSelector("#jobs + .none"), "Nothing is found.");
            awaitText(SAID, "Nothing is found.");
        }

        @Test
        void are_counted_in_the_answer_to_the_search_when_an_update_overtakes_it() {
            browser()
                    .executeScript(
                            """
                            const {search} = $("find").elements;
                            search.value = "many-499";
                            search.dispatchEvent(new Event("input", {bubbles: true}));
                            refresh();""");

            awaiting().until(it -> it.findElement(SAID).getText().equals("Found 11 jobs."));
        }
    }
}
