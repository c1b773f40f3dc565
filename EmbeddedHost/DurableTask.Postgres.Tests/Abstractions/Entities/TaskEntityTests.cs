using System.Reflection;
using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Tests.Abstractions.Entities;

public class TaskEntityTests
{
    [Theory]
    [InlineData("Add")]
    [InlineData("add")]
    [InlineData("ADD")]
    public async Task Runs_the_method_of_the_operation_whatever_its_case(string name)
    {
        var operation = new FakeEntityOperation(name, input: "3", state: "4");

        var result = await new Counter().RunAsync(operation);

        Assert.Equal(7, result);
        Assert.Equal("7", operation.Stored.Json);
    }

    [Fact]
    public async Task A_method_without_result_gives_null_and_stores_the_state()
    {
        var operation = new FakeEntityOperation("reset", state: "4");

        Assert.Null(await new Counter().RunAsync(operation));
        Assert.Equal("0", operation.Stored.Json);
    }

    [Theory]
    [InlineData("AddLaterAsync", null)]
    [InlineData("AddLater", 7)]
    [InlineData("AddValue", null)]
    [InlineData("AddValueLater", 7)]
    public async Task Awaits_tasks_before_it_stores_the_state(string name, int? expected)
    {
        var operation = new FakeEntityOperation(name, input: "3", state: "4");

        var result = await new Counter().RunAsync(operation);

        Assert.Equal((object?)expected, result);
        Assert.Equal("7", operation.Stored.Json);
        Assert.Equal(1, operation.Stored.Writes);
    }

    [Fact]
    public async Task Binds_context_input_and_operation_in_any_order()
        => Assert.Equal("@counter@one 3 where", await new Counter().RunAsync(new FakeEntityOperation("where", input: "3")));

    [Fact]
    public async Task The_context_is_also_a_property()
        => Assert.Equal(true, await new Counter().RunAsync(new FakeEntityOperation("SameContext")));

    [Theory]
    [InlineData("AddOr", null, 5)]
    [InlineData("AddOr", "2", 2)]
    [InlineData("Day", null, DayOfWeek.Friday)]
    [InlineData("Day", "1", DayOfWeek.Monday)]
    public async Task A_parameter_with_a_default_needs_no_input(string name, string? input, object expected)
        => Assert.Equal(expected, await new Counter().RunAsync(new FakeEntityOperation(name, input)));

    [Fact]
    public async Task The_default_of_a_structure_is_its_default_value()
        => Assert.Equal(TimeSpan.Zero, await new Counter().RunAsync(new FakeEntityOperation("Span")));

    [Fact]
    public async Task A_needed_input_that_is_missing_is_an_error_that_names_operation_and_method()
    {
        var operation = new FakeEntityOperation("add", state: "4");

        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await new Counter().RunAsync(operation));

        Assert.Contains("counter/add", error.Message);
        Assert.Contains("Counter.Add", error.Message);
        Assert.Equal("4", operation.Stored.Json);
    }

    [Theory]
    [InlineData("Break", "broken")]
    [InlineData("BreakLater", "broken later")]
    public async Task A_failure_keeps_its_exception_and_the_old_state(string name, string message)
    {
        var operation = new FakeEntityOperation(name, state: "4");

        var error = await Assert.ThrowsAsync<FormatException>(async () => await new Counter().RunAsync(operation));

        Assert.Equal(message, error.Message);
        Assert.Contains(name, error.StackTrace);
        Assert.Equal("4", operation.Stored.Json);
        Assert.Equal(0, operation.Stored.Writes);
    }

    [Theory]
    [InlineData("Describe", "derived")]
    [InlineData("Hidden", "visible")]
    public async Task The_most_derived_method_runs(string name, string expected)
        => Assert.Equal(expected, await new Counter().RunAsync(new FakeEntityOperation(name)));

    [Fact]
    public async Task Methods_of_the_same_name_are_ambiguous()
        => await Assert.ThrowsAsync<AmbiguousMatchException>(
            async () => await new Counter().RunAsync(new FakeEntityOperation("Overloaded", input: "1")));

    [Theory]
    [InlineData("Generic", "generic")]
    [InlineData("TwoInputs", "second")]
    [InlineData("ByReference", "by reference")]
    public async Task A_method_that_cannot_be_bound_is_an_error_that_says_why(string name, string reason)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await new Counter().RunAsync(new FakeEntityOperation(name, input: "1")));

        Assert.Contains(reason, error.Message);
    }

    [Theory]
    [InlineData("Nothing")]
    [InlineData("RunAsync")]
    [InlineData("GetType")]
    [InlineData("Equals")]
    [InlineData("GetHashCode")]
    [InlineData("set_State")]
    [InlineData("InitializeState")]
    public async Task What_is_not_an_operation_cannot_be_reached(string name)
    {
        var operation = new FakeEntityOperation(name, input: "1", state: "4");

        await Assert.ThrowsAsync<NotSupportedException>(async () => await new Counter().RunAsync(operation));

        Assert.Equal("4", operation.Stored.Json);
    }

    [Fact]
    public async Task Delete_removes_the_state_without_a_method()
    {
        var operation = new FakeEntityOperation("Delete", state: "4");

        Assert.Null(await new Counter().RunAsync(operation));
        Assert.False(operation.State.HasState);
    }

    [Fact]
    public async Task A_method_named_delete_replaces_the_implicit_one()
    {
        var operation = new FakeEntityOperation("delete", state: """{"Total":4}""");

        Assert.Equal("kept", await new Basket { Dispatches = true }.RunAsync(operation));
        Assert.True(operation.State.HasState);
    }

    [Fact]
    public async Task Without_state_it_starts_from_a_new_one()
    {
        var operation = new FakeEntityOperation("put", input: "3");

        await new Basket { Dispatches = true }.RunAsync(operation);

        Assert.Equal("""{"Total":3}""", operation.Stored.Json);
    }

    [Fact]
    public async Task A_nullable_state_starts_from_a_value_not_from_null()
        => Assert.Equal(0, await new NullableState().RunAsync(new FakeEntityOperation("get")));

    [Fact]
    public async Task Methods_of_the_state_are_operations_only_when_allowed()
    {
        await Assert.ThrowsAsync<NotSupportedException>(
            async () => await new Basket().RunAsync(new FakeEntityOperation("put", input: "3")));

        var operation = new FakeEntityOperation("PutLater", input: "3", state: """{"Total":4}""");
        Assert.Equal(7, await new Basket { Dispatches = true }.RunAsync(operation));
        Assert.Equal("""{"Total":7}""", operation.Stored.Json);
    }

    [Fact]
    public async Task A_method_of_the_entity_goes_before_one_of_the_state()
        => Assert.Equal("entity", await new Basket { Dispatches = true }.RunAsync(new FakeEntityOperation("who")));

    [Fact]
    public async Task A_state_that_is_a_structure_keeps_what_its_methods_change()
    {
        var operation = new FakeEntityOperation("put", input: "3", state: """{"Total":4}""");

        await new StructBasket().RunAsync(operation);

        Assert.Equal("""{"Total":7}""", operation.Stored.Json);
    }

    [Fact]
    public async Task A_state_initialised_to_null_cannot_be_dispatched_to()
        => await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await new NullBasket().RunAsync(new FakeEntityOperation("put", input: "3")));

    sealed class BasketState
    {
        public int Total { get; set; }

        public void Put(int amount) => Total += amount;

        public async Task<int> PutLater(int amount)
        {
            await Task.Yield();
            return Total += amount;
        }

        public string Who() => "state";

        public string Delete() => "kept";
    }

    sealed class Basket : TaskEntity<BasketState>
    {
        internal bool Dispatches { get; init; }

        protected override bool AllowStateDispatch => Dispatches;

        public string Who() => "entity";
    }

    struct StructState
    {
        public int Total { get; set; }

        public void Put(int amount) => Total += amount;
    }

    sealed class StructBasket : TaskEntity<StructState>
    {
        protected override bool AllowStateDispatch => true;
    }

    sealed class NullBasket : TaskEntity<BasketState?>
    {
        protected override bool AllowStateDispatch => true;

        protected override BasketState? InitializeState(TaskEntityOperation entityOperation) => null;
    }

    sealed class NullableState : TaskEntity<int?>
    {
        public int? Get() => State;
    }
}
