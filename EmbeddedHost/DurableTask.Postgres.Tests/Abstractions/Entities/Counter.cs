using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Tests.Abstractions.Entities;

class CounterBase : TaskEntity<int>
{
    public virtual string Describe() => "base";

    public string Hidden() => "hidden";
}

sealed class Counter : CounterBase
{
    public int Add(int amount) => State += amount;

    public void Reset() => State = 0;

    public int AddOr(int amount = 5) => State += amount;

    public DayOfWeek? Day(DayOfWeek? day = DayOfWeek.Friday) => day;

    public TimeSpan Span(TimeSpan span = default) => span;

    public string Where(TaskEntityContext context, int amount, TaskEntityOperation operation) => $"{context.Id} {amount} {operation.Name}";

    public bool SameContext(TaskEntityContext context) => ReferenceEquals(context, Context);

    public async Task AddLaterAsync(int amount)
    {
        await Task.Yield();
        State += amount;
    }

    public async Task<int> AddLater(int amount)
    {
        await Task.Yield();
        return State += amount;
    }

    public ValueTask AddValue(int amount)
    {
        State += amount;
        return ValueTask.CompletedTask;
    }

    public async ValueTask<int> AddValueLater(int amount)
    {
        await Task.Yield();
        return State += amount;
    }

    public void Break()
    {
        State = 1000;
        throw new FormatException("broken");
    }

    public async Task<int> BreakLater()
    {
        State = 1000;
        await Task.Yield();
        throw new FormatException("broken later");
    }

    public override string Describe() => "derived";

    public new string Hidden() => "visible";

    public int Overloaded(int value) => value;

    public int Overloaded(string value) => value.Length;

    public T Generic<T>(T value) => value;

    public void TwoInputs(int first, int second) => State = first + second;

    public void ByReference(ref int value) => value = State;
}
