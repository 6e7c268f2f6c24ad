package io.github.jobreporter.exploration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Everything at one instant. The dead-letter queue is not in it: nothing is ever taken out.
 *
 * @param faults that may still happen
 * @param deliveriesLeft before the faults stop, of all events together in the scenario's order
 * @param accepted the result that CodePipeline accepted
 * @param item the ledger's item of the job
 * @param messages that are neither let go of nor moved away
 * @param active deliveries under way, in the order of their owners' names
 * @param inFlight results that were sent and may arrive yet, although nobody waits for them
 * @param late writes to the ledger that were sent and may act yet, although nobody waits for them
 * @param open results of which an attempt was left {@link Attempt#isOpen open}
 * @param disturbed results of which an attempt is over in fact, and the last word that says so is
 *     {@code late}
 */
record State(
        int faults,
        List<Integer> deliveriesLeft,
        Optional<Event> accepted,
        Optional<Item> item,
        List<Message> messages,
        List<Active> active,
        Set<Event> inFlight,
        Set<Late> late,
        Set<Event> open,
        Set<Event> disturbed) {

    private static final Comparator<Active> BY_OWNER =
            Comparator.comparing(it -> it.execution().owner());

    /** An event in the hands of what delivers it. */
    record Message(int id, Event event, Source source, int receives) {

        Message received() {
            return new Message(id, event, source, receives + 1);
        }
    }

    /**
     * A write to the ledger that may act yet.
     *
     * @param withdrawn it is the claim of a delivery that ended, and whose last word was answered
     */
    record Late(Call.Write write, boolean withdrawn) {

        Late withdrawn(Active by) {
            return write.isClaim() && by.isBy(write.item().owner()) ? new Late(write, true) : this;
        }
    }

    /**
     * What became of a delivery's attempt in fact: the truth behind what the ledger holds of it.
     * Only of an open one nobody can tell whether it landed.
     */
    enum Attempt {
        /** Not in the ledger, or not yet. */
        NONE,
        /** In the ledger; the end is missing. */
        BEGUN,
        /** The result was sent, and no definite answer came. */
        UNCERTAIN,
        /**
         * Over: what was sent, if anything, was definitely answered, and the ledger's last word was
         * stored, or was refused before any claim had arrived.
         */
        CONCLUDED;

        boolean isOpen() {
            return this == BEGUN || this == UNCERTAIN;
        }

        /** Its claim arrives, though perhaps too late to be waited for. */
        Attempt begun() {
            return this == NONE ? BEGUN : this;
        }

        Attempt concluded() {
            return this == UNCERTAIN ? this : CONCLUDED;
        }

        /** The last word finds nothing of its own. */
        Attempt withdrawn() {
            return this == NONE ? CONCLUDED : this;
        }
    }

    /**
     * A delivery under way.
     *
     * @param attempt in fact
     * @param stored its dead letter or fresh message is stored
     * @param denied a dead letter says that its result was not accepted
     */
    record Active(
            int message, Execution execution, Attempt attempt, boolean stored, boolean denied) {

        Event event() {
            return execution.event();
        }

        Call call() {
            return execution.call().orElseThrow();
        }

        boolean isBy(String owner) {
            return execution.owner().equals(owner);
        }

        boolean isClaiming() {
            return call() instanceof Call.Write write && write.isClaim();
        }

        Active at(Execution next) {
            return new Active(message, next, attempt, stored, denied);
        }

        Active with(Attempt next) {
            return new Active(message, execution, next, stored, denied);
        }

        Active withSuccessor() {
            return new Active(message, execution, attempt, true, denied);
        }

        Active withDenial() {
            return new Active(message, execution, attempt, stored, true);
        }

        @Override
        public String toString() {
            return execution.owner();
        }
    }

    State withFault() {
        return withFaults(faults - 1);
    }

    State withFaults(int left) {
        return new State(
                left,
                deliveriesLeft,
                accepted,
                item,
                messages,
                active,
                inFlight,
                late,
                open,
                disturbed);
    }

    /** The job is over: what arrives from now on changes nothing. */
    State withAccepted(Event event) {
        return new State(
                faults,
                deliveriesLeft,
                Optional.of(event),
                item,
                messages,
                active,
                Set.of(),
                late,
                open,
                disturbed);
    }

    boolean hasAccepted(Event event) {
        return accepted.filter(event::isLike).isPresent();
    }

    /** What can no longer act is forgotten: it would only tell states apart. */
    State withItem(Item next) {
        return new State(
                faults,
                deliveriesLeft,
                accepted,
                Optional.of(next),
                messages,
                active,
                inFlight,
                late.isEmpty()
                        ? late
                        : late.stream()
                                .filter(it -> it.write().condition().mayHoldAfter(next))
                                .collect(Collectors.toUnmodifiableSet()),
                open,
                disturbed);
    }

    /** When nobody is left who could ask for them, names would only tell states apart. */
    State atRest() {
        return active.isEmpty() && late.isEmpty()
                ? item.map(it -> withItem(it.ofNobody())).orElse(this)
                : this;
    }

    State withLate(Call.Write write) {
        return withLate(with(late, new Late(write, false)));
    }

    State withoutLate(Late arrived) {
        return withLate(
                late.stream()
                        .filter(it -> !it.equals(arrived))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    State withdrawn(Active last) {
        return withLate(
                late.stream()
                        .map(it -> it.withdrawn(last))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private State withLate(Set<Late> next) {
        return new State(
                faults,
                deliveriesLeft,
                accepted,
                item,
                messages,
                active,
                inFlight,
                next,
                open,
                disturbed);
    }

    State withInFlight(Event event) {
        return new State(
                faults,
                deliveriesLeft,
                accepted,
                item,
                messages,
                active,
                with(inFlight, event),
                late,
                open,
                disturbed);
    }

    State withOpen(Event event) {
        return new State(
                faults,
                deliveriesLeft,
                accepted,
                item,
                messages,
                active,
                inFlight,
                late,
                with(open, event),
                disturbed);
    }

    State withDisturbed(Event event) {
        return new State(
                faults,
                deliveriesLeft,
                accepted,
                item,
                messages,
                active,
                inFlight,
                late,
                open,
                with(disturbed, event));
    }

    /** Whether the last word of a delivery may act yet. */
    boolean isLastWordLate(String owner) {
        return late.stream()
                .map(Late::write)
                .anyMatch(it -> !it.isClaim() && it.item().owner().equals(owner));
    }

    State withOneDeliveryLess(int event) {
        List<Integer> fewer = new ArrayList<>(deliveriesLeft);
        fewer.set(event, fewer.get(event) - 1);
        return new State(
                faults,
                List.copyOf(fewer),
                accepted,
                item,
                messages,
                active,
                inFlight,
                late,
                open,
                disturbed);
    }

    State withMessages(Stream<Message> next) {
        return new State(
                faults,
                deliveriesLeft,
                accepted,
                item,
                next.sorted(Comparator.comparingInt(Message::id)).toList(),
                active,
                inFlight,
                late,
                open,
                disturbed);
    }

    State withActive(Stream<Active> next) {
        return new State(
                faults,
                deliveriesLeft,
                accepted,
                item,
                messages,
                next.sorted(BY_OWNER).toList(),
                inFlight,
                late,
                open,
                disturbed);
    }

    State with(Active delivery) {
        return withActive(Stream.concat(active.stream(), Stream.of(delivery)));
    }

    State without(Active delivery) {
        return withActive(active.stream().filter(it -> !it.equals(delivery)));
    }

    State received(Message message) {
        return withMessages(
                messages.stream().map(it -> it.equals(message) ? message.received() : it));
    }

    State acknowledged(int message) {
        return withMessages(messages.stream().filter(it -> it.id() != message));
    }

    State published(Event event, Source source) {
        Predicate<Integer> isFree =
                id ->
                        messages.stream().noneMatch(it -> it.id() == id)
                                && active.stream().noneMatch(it -> it.message() == id);
        int id = IntStream.iterate(1, it -> it + 1).filter(isFree::test).findFirst().getAsInt();
        return withMessages(
                Stream.concat(messages.stream(), Stream.of(new Message(id, event, source, 0))));
    }

    /** A name that no claim has, as far as anybody remembers. */
    String newOwner(Event event) {
        Set<String> taken = new HashSet<>();
        item.map(Item::owner).ifPresent(taken::add);
        late.forEach(it -> taken.add(it.write().item().owner()));
        active.forEach(it -> taken.addAll(it.execution().owners()));
        return IntStream.iterate(1, it -> it + 1)
                .mapToObj(it -> event + "-" + it)
                .filter(it -> !taken.contains(it))
                .findFirst()
                .orElseThrow();
    }

    private static <T> Set<T> with(Set<T> some, T one) {
        if (some.contains(one)) {
            return some;
        }
        Set<T> more = new HashSet<>(some);
        more.add(one);
        return Set.copyOf(more);
    }
}
