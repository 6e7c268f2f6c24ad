package io.github.jobreporter.local;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.Wait;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The page in a real browser. Runs where Chromium and its driver are; {@code .ci/run} sees to it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf("isChromiumPresent")
class PageIT {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Optional<LocalServe> serve = Optional.empty();
    private Optional<WebDriver> browser = Optional.empty();

    static boolean isChromiumPresent() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    @BeforeAll
    void open(@TempDir Path profile) throws InterruptedException {
        PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        serve =
                Optional.of(
                        LocalServe.start(
                                nowhere,
                                Path.of(System.getProperty("local.build", "target")),
                                Ports.ANY));
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
                "--user-data-dir=" + profile);
        browser = Optional.of(new ChromeDriver(service, options));
    }

    @BeforeEach
    void load() {
        browser().get(serve.orElseThrow().page().toString());
    }

    @AfterAll
    void close() {
        browser.ifPresent(WebDriver::quit);
        serve.ifPresent(LocalServe::close);
    }

    private WebDriver browser() {
        return browser.orElseThrow();
    }

    /** The page replaces its rows once a second, also those that are just looked at. */
    private Wait<WebDriver> awaiting() {
        return new WebDriverWait(browser(), PATIENCE)
                .ignoring(StaleElementReferenceException.class);
    }

    private void awaitText(By place, String text) {
        awaiting().until(it -> it.findElement(place).getText().contains(text));
    }

    private String makeAJob() {
        browser().findElement(By.id("make")).click();
        awaitText(By.id("said"), ", in progress.");
        String said = browser().findElement(By.id("said")).getText();
        String job = said.substring("Made ".length(), said.indexOf(','));
        awaitText(row(job), "IN_PROGRESS");
        return job;
    }

    private static By row(String job) {
        return By.cssSelector("tr[data-job='%s']".formatted(job));
    }

    private void complete(String job, String how) {
        awaiting()
                .until(
                        it -> {
                            WebElement ways =
                                    it.findElement(row(job)).findElement(By.tagName("select"));
                            new Select(ways).selectByValue(how);
                            return true;
                        });
    }

    @Test
    void a_job_is_made_and_completed_and_the_page_shows_it_by_itself() {
        String job = makeAJob();

        complete(job, "well");

        awaitText(row(job), "SUCCEEDED");
        awaitText(By.id("deliveries"), "Reported");
        awaitText(By.id("ledger"), "REPORTED");
    }

    @Test
    void a_refused_job_lies_in_the_dead_letters_and_is_redriven() {
        String job = makeAJob();

        complete(job, "wrong-token");
        awaitText(By.id("dead-letters"), "INVALID_CLIENT_TOKEN");

        awaiting().until(ExpectedConditions.elementToBeClickable(By.id("redrive"))).click();

        awaitText(By.id("said"), "Redrove 1 dead letter.");
        Pattern refusal = Pattern.compile(job + " Refused INVALID_CLIENT_TOKEN");
        awaiting()
                .until(
                        it ->
                                refusal.matcher(it.findElement(By.id("deliveries")).getText())
                                                .results()
                                                .count()
                                        == 2);
        awaitText(row(job), "IN_PROGRESS");
    }
}
