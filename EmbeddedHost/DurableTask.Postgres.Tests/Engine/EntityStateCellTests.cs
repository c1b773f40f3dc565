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
        Assert.Same(state, Cell(cell.Serialized, cell.Stored).GetState(typeof(Note)));
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
        Assert.Equal(Long, ((Note)Cell(cell.Serialized, cell.Stored).GetState(typeof(Note))!).Text);
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
        Assert.Null(cell.Serialized);
    }

    static EntityStateCell Cell(string? serialized, object? stored) => new(JsonDataConverter.Default, serialized, stored);

    sealed class Note
    {
        public string? Text { get; set; }
    }
}
