package dev.builderos.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Runs a filter as the kernel does: the few instructions of the classic Berkeley packet filter that filters here use, over
 * {@code struct seccomp_data}. An instruction it does not know, or a way that leaves the program, is a failure.
 */
record FilterMachine(ByteBuffer program) {

    private static final int INSTRUCTION_BYTES = 8;

    static FilterMachine of(byte[] program) {
        return new FilterMachine(ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** The verdict about a call; a call of x32 has its bit in the number. */
    int judge(int processor, int number, long... arguments) {
        var call = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        call.putInt(number).putInt(processor).putLong(0x7f00_0000_1000L);
        for (long argument : arguments) {
            call.putLong(argument);
        }
        int accumulator = 0;
        // Each jump goes forward, so this ends.
        for (int at = 0; ; at++) {
            int code = program.getShort(at * INSTRUCTION_BYTES);
            int operand = program.getInt(at * INSTRUCTION_BYTES + 4);
            switch (code) {
                case 0x20 -> accumulator = call.getInt(operand);
                case 0x06 -> {
                    return operand;
                }
                case 0x15 -> at += jump(at, accumulator == operand);
                case 0x25 -> at += jump(at, Integer.compareUnsigned(accumulator, operand) > 0);
                case 0x35 -> at += jump(at, Integer.compareUnsigned(accumulator, operand) >= 0);
                case 0x45 -> at += jump(at, (accumulator & operand) != 0);
                default -> throw new AssertionError("instruction " + code + " at " + at);
            }
        }
    }

    private int jump(int at, boolean condition) {
        return Byte.toUnsignedInt(program.get(at * INSTRUCTION_BYTES + (condition ? 2 : 3)));
    }
}
