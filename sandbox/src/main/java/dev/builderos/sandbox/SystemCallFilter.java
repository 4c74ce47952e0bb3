package dev.builderos.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the program with which the kernel judges each system call of a command (seccomp): a program of the classic Berkeley
 * packet filter over {@code struct seccomp_data}, as {@code bwrap --seccomp} reads it.
 *
 * <p>Calls that are always allowed cost nothing, however long the list: the kernel runs a filter once for each number when
 * it is installed and remembers those that are allowed whatever their arguments. So the program is a plain list, without a
 * search tree.
 *
 * <p>Of arguments the lower half is compared, since that is all the kernel takes of these; a comparison of the whole would
 * be passed by with a bit in the upper half (CVE-2019-10063).
 */
final class SystemCallFilter {

    /** How a call is refused: as the error that a program sees. */
    enum Refusal {
        /** EPERM. */
        NOT_PERMITTED(1),
        /** ENOSYS: as by a kernel that does not have the call. */
        UNKNOWN_CALL(38),
        /** EAFNOSUPPORT: as by a kernel that does not have this kind of socket. */
        NO_SUCH_FAMILY(97);

        private final int errno;

        Refusal(int errno) {
            this.errno = errno;
        }

        int verdict() {
            return ERROR | errno;
        }
    }

    static final int ALLOW = 0x7fff0000;
    static final int KILL_PROCESS = 0x80000000;
    private static final int ERROR = 0x00050000;

    static final int LOAD = 0x20;
    static final int RETURN = 0x06;
    static final int IF_EQUAL = 0x15;
    static final int IF_GREATER = 0x25;
    static final int IF_NOT_LESS = 0x35;
    static final int IF_ANY_BIT = 0x45;

    private static final int NUMBER = 0;
    private static final int PROCESSOR = 4;
    private static final int ARGUMENTS = 16;
    private static final int ARGUMENT_BYTES = 8;
    private static final int INSTRUCTION_BYTES = 8;

    /** The flags of clone that make namespaces; the one for time is not among those that clone takes. */
    private static final int NEW_NAMESPACES = 0x7E020000;

    /** Puts characters into the input of a terminal (CVE-2017-5226), or does much the same on a console (CVE-2023-28100). */
    private static final List<Integer> TERMINAL_INPUT = List.of(0x5412, 0x541C);

    /** Linux, Linux that says it is 32 bits or of version 2.6, and the question which it is; as Docker has it. */
    private static final List<Integer> PERSONALITIES = List.of(0, 0x8, 0x20000, 0x20008, 0xffffffff);

    private static final int UNIX = 1;
    private static final int INTERNET = 2;
    private static final int INTERNET_6 = 10;

    /** The family that asks about network devices, and the only one of its protocols that is for that. */
    private static final int NETLINK = 16;

    private static final int NETLINK_ROUTE = 0;

    /** One instruction: {@code struct sock_filter}. The jumps count instructions that are passed over. */
    record Instruction(int code, int ifTrue, int ifFalse, int operand) {}

    private final List<Instruction> program = new ArrayList<>();

    private SystemCallFilter() {}

    /** The program for commands that see this network. */
    static List<Instruction> program(Processor processor, NetworkAccess network) {
        var filter = new SystemCallFilter();
        filter.otherProcessors(processor);
        filter.unknownCalls(processor);
        filter.clone(processor);
        filter.terminals(processor);
        filter.personality(processor);
        filter.sockets(processor, network);
        for (ForbiddenCall call : ForbiddenCall.values()) {
            call.number(processor)
                    .ifPresent(number ->
                            filter.when(number, List.of(verdict(call.refusal().verdict()))));
        }
        filter.program.add(verdict(ALLOW));
        return List.copyOf(filter.program);
    }

    /** As the kernel reads it; both processors put the lower byte first. */
    static byte[] bytes(List<Instruction> program) {
        var bytes = ByteBuffer.allocate(program.size() * INSTRUCTION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Instruction each : program) {
            bytes.putShort((short) each.code())
                    .put((byte) each.ifTrue())
                    .put((byte) each.ifFalse())
                    .putInt(each.operand());
        }
        return bytes.array();
    }

    /** First of all: the same number is another call elsewhere. */
    private void otherProcessors(Processor processor) {
        program.add(load(PROCESSOR));
        program.add(new Instruction(IF_EQUAL, 1, 0, processor.identity()));
        program.add(verdict(KILL_PROCESS));
    }

    private void unknownCalls(Processor processor) {
        program.add(load(NUMBER));
        program.add(new Instruction(IF_GREATER, 2, 0, Processor.NEWEST_CALL));
        program.add(new Instruction(IF_GREATER, 2, 0, processor.lastUnused()));
        program.add(new Instruction(IF_NOT_LESS, 0, 1, processor.firstUnused()));
        program.add(verdict(Refusal.UNKNOWN_CALL.verdict()));
    }

    private void clone(Processor processor) {
        when(
                processor == Processor.X86_64 ? 56 : 220,
                List.of(
                        argument(0),
                        new Instruction(IF_ANY_BIT, 0, 1, NEW_NAMESPACES),
                        verdict(Refusal.NOT_PERMITTED.verdict()),
                        verdict(ALLOW)));
    }

    private void terminals(Processor processor) {
        var block = new ArrayList<>(List.of(argument(1)));
        for (int request : TERMINAL_INPUT) {
            block.add(new Instruction(IF_EQUAL, 0, 1, request));
            block.add(verdict(Refusal.NOT_PERMITTED.verdict()));
        }
        block.add(verdict(ALLOW));
        when(processor == Processor.X86_64 ? 16 : 29, block);
    }

    private void personality(Processor processor) {
        var block = new ArrayList<>(List.of(argument(0)));
        for (int personality : PERSONALITIES) {
            allowIf(block, personality);
        }
        block.add(verdict(Refusal.NOT_PERMITTED.verdict()));
        when(processor == Processor.X86_64 ? 135 : 92, block);
    }

    /**
     * Without a network of its own a command could reach, by their names, the host's unix sockets that are in no directory.
     * So it makes none; pairs of connected ones reach nobody.
     */
    private void sockets(Processor processor, NetworkAccess network) {
        var block = new ArrayList<>(List.of(argument(0)));
        if (network != NetworkAccess.HOST_LOOPBACK_LISTEN) {
            allowIf(block, UNIX);
        }
        allowIf(block, INTERNET);
        allowIf(block, INTERNET_6);
        block.add(new Instruction(IF_EQUAL, 0, 3, NETLINK));
        block.add(argument(2));
        allowIf(block, NETLINK_ROUTE);
        block.add(verdict(Refusal.NO_SUCH_FAMILY.verdict()));
        when(processor == Processor.X86_64 ? 41 : 198, block);

        var pair = new ArrayList<>(List.of(argument(0)));
        allowIf(pair, UNIX);
        pair.add(verdict(Refusal.NO_SUCH_FAMILY.verdict()));
        when(processor == Processor.X86_64 ? 53 : 199, pair);
    }

    /** What follows is for this call only. It ends in a verdict. */
    private void when(int number, List<Instruction> block) {
        program.add(new Instruction(IF_EQUAL, 0, block.size(), number));
        program.addAll(block);
    }

    private static void allowIf(List<Instruction> block, int value) {
        block.add(new Instruction(IF_EQUAL, 0, 1, value));
        block.add(verdict(ALLOW));
    }

    private static Instruction argument(int index) {
        return load(ARGUMENTS + index * ARGUMENT_BYTES);
    }

    private static Instruction load(int offset) {
        return new Instruction(LOAD, 0, 0, offset);
    }

    private static Instruction verdict(int value) {
        return new Instruction(RETURN, 0, 0, value);
    }
}
