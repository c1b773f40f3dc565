using System.ComponentModel;
using DurableTask.Postgres.Engine.Entities;
using Microsoft.DurableTask.Converters;

namespace DurableTask.Postgres.Tests.Engine;

public class EntityStateCellTests
{
    static readonly string Long = new('x', 2000);

    [Fact]
    public void Stored_AfterSet_IsTheObjectThatWasSerialized()
    {
        var cell = Cell(null, null);
        var state = new Note { Text = Long };

        cell.SetState(state);
        cell.Commit();

        Assert.Same(state, cell.Stored);
        Assert.Same(state, Cell(cell.Serialize(), cell.Stored).GetState(typeof(Note)));
    }

    [Fact]
    public void Stored_AfterAFailedOperation_IsNothingAndTheStateIsReadAgain()
    {
        var cell = Cell(null, null);
        cell.SetState(new Note { Text = Long });
        cell.Commit();

        var changed = (Note)cell.GetState(typeof(Note))!;
        changed.Text = "changed by an operation that fails";
        cell.RollBack();

        Assert.Null(cell.Stored);
        Assert.Equal(Long, ((Note)cell.GetState(typeof(Note))!).Text);
    }

    [Fact]
    public void Stored_AfterAReadWithoutSet_IsNothing()
    {
        var cell = Cell(null, null);
        cell.SetState(new Note { Text = Long });
        cell.Commit();

        ((Note)cell.GetState(typeof(Note))!).Text = "changed but not set";
        cell.Commit();

        Assert.Null(cell.Stored);
        Assert.Equal(Long, ((Note)Cell(cell.Serialize(), cell.Stored).GetState(typeof(Note))!).Text);
    }

    [Fact]
    public void Stored_AShortOrADeletedState_IsNotKept()
    {
        var cell = Cell(null, null);
        cell.SetState(new Note { Text = "short" });
        cell.Commit();
        Assert.Null(cell.Stored);

        cell.SetState(null);
        cell.Commit();
        Assert.Null(cell.Stored);
        Assert.Null(cell.Serialize());
    }

    [Fact]
    public void Serialize_AnImmutableState_IsDoneOnceAfterAllOperations()
    {
        var cell = Cell(null, null);
        for (var number = 1; number <= 3; number++)
        {
            cell.SetState(new Counted(number, Long));
            Assert.Null(cell.Pending);
            cell.Commit();
            Assert.Equal(number, ((Counted)cell.GetState(typeof(Counted))!).Number);
        }

        Assert.False(cell.IsSerialized);
        Assert.StartsWith("{\"Number\":3", cell.Serialize(), StringComparison.OrdinalIgnoreCase);
        Assert.True(cell.IsSerialized);
        Assert.IsType<Counted>(cell.Stored);
    }

    [Fact]
    public void RollBack_AnImmutableState_KeepsTheObject()
    {
        var cell = Cell(null, null);
        var first = new Counted(1, Long);
        cell.SetState(first);
        cell.Commit();

        cell.SetState(new Counted(2, Long));
        cell.RollBack();

        Assert.Same(first, cell.GetState(typeof(Counted)));
        cell.SetState(null);
        Assert.False(cell.HasState);
        cell.RollBack();
        Assert.Same(first, cell.GetState(typeof(Counted)));
    }

    [Fact]
    public void GetState_OfAnotherType_ReadsWhatIsNotSerializedYet()
    {
        var cell = Cell(null, null);
        cell.SetState(new Counted(7, "text"));

        Assert.Equal("text", ((Note)cell.GetState(typeof(Note))!).Text);
    }

    [Fact]
    public void SetState_AMutableState_IsSerializedAtOnce()
    {
        var cell = Cell(null, null);
        cell.SetState(new Note { Text = "now" });
        Assert.NotNull(cell.Pending);
    }

    static EntityStateCell Cell(string? serialized, object? stored) => new(JsonDataConverter.Default, serialized, stored, defer: true);

    [ImmutableObject(true)]
    sealed record Counted(int Number, string Text);

    sealed class Note
    {
        public string? Text { get; set; }
    }
}
