package dev.builderos.it;

/** What holds after every fault. The numbers are those of the promise. */
enum Invariant {
    I1("what was acknowledged is there, under the id that was told"),
    I2("nothing is there that nobody asked for"),
    I3("a step has one accepted outcome, under its latest epoch, and does nothing behind it"),
    I4("no fact is written under an epoch that is over"),
    I5("a step that succeeded was at work; what people approve happens once for each approval"),
    I6("facts follow each other as the states of runs and steps allow"),
    I7("facts are numbered without gaps, and followers see them so or are told of the gap"),
    I8("each fact carries the hash of the one before, and its own"),
    I9("nothing is done that no policy decision stands before"),
    I14("the server works again in time and by itself"),
    I15("nothing of a step is left when it is over"),
    I18("what was to be published is"),
    I20("a client gets a result or a typed error before its deadline");

    private final String claim;

    Invariant(String claim) {
        this.claim = claim;
    }

    String claim() {
        return claim;
    }
}
