package io.github.jobreporter.exploration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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
 * @param open results of which an attempt was begun and came to no conclusion: the truth behind the
 *     ledger's {@code unresolved}
 */
record State(
        int faults,
        List<Integer> deliveriesLeft,
        Optional<Event> accepted,
        Optional<Item> item,
        List<Message> messages,
        List<Active> active,
        Set<Event> inFlight,
        Set<Event> open) {

    private static final Comparator<Active> BY_OWNER =
            Comparator.comparing(it -> it.execution().owner());

    /** An event in the hands of what delivers it. */
    record Message(int id, Event event, Source source, int receives) {

        Message received() {
            return new Message(id, event, source, receives + 1);
        }
    }

    /**
     * A delivery under way.
     *
     * @param claimed its attempt is, or was, in the ledger, and it did not take it out
     * @param stored its dead letter or fresh message is stored
     * @param denied a dead letter says that its result was not accepted
     */
    record Active(
            int message, Execution execution, boolean claimed, boolean stored, boolean denied) {

        Event event() {
            return execution.event();
        }

        Call call() {
            return execution.call().orElseThrow();
        }

        boolean isClaiming() {
            return call() instanceof Call.Write(_, var condition) && condition.isOfAClaim();
        }

        Active at(Execution next) {
            return new Active(message, next, claimed, stored, denied);
        }

        Active withClaim(boolean isClaimed) {
            return new Active(message, execution, isClaimed, stored, denied);
        }

        Active withSuccessor() {
            return new Active(message, execution, claimed, true, denied);
        }

        Active withDenial() {
            return new Active(message, execution, claimed, stored, true);
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
        return new State(left, deliveriesLeft, accepted, item, messages, active, inFlight, open);
    }

    /** The job is over: what arrives from now on changes nothing. */
    State withAccepted(Event event) {
        return new State(
                faults, deliveriesLeft, Optional.of(event), item, messages, active, Set.of(), open);
    }

    boolean hasAccepted(Event event) {
        return accepted.filter(event::isLike).isPresent();
    }

    State withItem(Optional<Item> next) {
        return new State(faults, deliveriesLeft, accepted, next, messages, active, inFlight, open);
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
                open);
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
                with(open, event));
    }

    State withOneDeliveryLess(int event) {
        List<Integer> fewer = new ArrayList<>(deliveriesLeft);
        fewer.set(event, fewer.get(event) - 1);
        return new State(
                faults, List.copyOf(fewer), accepted, item, messages, active, inFlight, open);
    }

    State withMessages(Stream<Message> next) {
        return new State(
                faults,
                deliveriesLeft,
                accepted,
                item,
                next.sorted(Comparator.comparing(Message::id)).toList(),
                active,
                inFlight,
                open);
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
                open);
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
        active.forEach(it -> taken.addAll(it.execution().owners()));
        return IntStream.iterate(1, it -> it + 1)
                .mapToObj(it -> event + "-" + it)
                .filter(it -> !taken.contains(it))
                .findFirst()
                .orElseThrow();
    }

    private static Set<Event> with(Set<Event> events, Event event) {
        if (events.contains(event)) {
            return events;
        }
        Set<Event> more = new HashSet<>(events);
        more.add(event);
        return Set.copyOf(more);
    }
}
