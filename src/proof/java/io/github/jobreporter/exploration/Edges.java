package io.github.jobreporter.exploration;

import java.util.Arrays;

/** From which state a step leads to which, to count the ways through all of them. */
final class Edges {

    private int[] ends = new int[1 << 16];
    private int size;

    void add(int from, int to) {
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
        }
        ends[size++] = from;
        ends[size++] = to;
    }

    long count() {
        return size / 2;
    }

    /**
     * The number of ways from state 0 to a state without a way on. There are no circles: each step
     * uses up a fault or a delivery, or brings something nearer to its end.
     */
    double paths(int states) {
        int[] firstOf = new int[states + 1];
        int[] waiting = new int[states];
        for (int i = 0; i < size; i += 2) {
            firstOf[ends[i] + 1] = i + 2;
            waiting[ends[i + 1]]++;
        }
        for (int i = 1; i <= states; i++) {
            firstOf[i] = Math.max(firstOf[i], firstOf[i - 1]);
        }
        double[] ways = new double[states];
        ways[0] = 1;
        int[] ready = new int[states];
        int end = 1;
        double complete = 0;
        for (int next = 0; next < end; next++) {
            int state = ready[next];
            if (firstOf[state] == firstOf[state + 1]) {
                complete += ways[state];
            }
            for (int i = firstOf[state]; i < firstOf[state + 1]; i += 2) {
                int to = ends[i + 1];
                ways[to] += ways[state];
                if (--waiting[to] == 0) {
                    ready[end++] = to;
                }
            }
        }
        if (end != states) {
            throw new IllegalStateException("the steps go round in circles");
        }
        return complete;
    }
}
