"""Short texts on two topics each, as a learner might type them, and how well vectors keep the topics apart."""

import numpy as np

from playground import History

TOPICS = {
    "cooking and football": (
        "the cook cuts the onion . the cook fries the onion in the pan . the soup boils in the pot . the cook "
        "stirs the soup in the pot . salt and pepper go into the soup . the cook puts salt on the onion . the pan "
        "and the pot are hot . the cook tastes the soup",
        "the player kicks the ball . the player runs to the goal . the keeper stops the ball at the goal . the "
        "team wins the match . the player passes the ball to the team . the referee ends the match . the keeper "
        "and the player run . the team scores a goal in the match",
    ),
    "sea and space": (
        "the ship sails on the sea . waves rock the ship . fish swim in the sea . the captain steers the ship "
        "through the waves . whales and fish swim under the waves . the captain sees whales in the sea . the ship "
        "leaves the harbour . the captain steers to the harbour",
        "the rocket flies to the moon . stars shine above the moon . the astronaut leaves the rocket . the planet "
        "moves around the stars . the astronaut walks on the moon . the rocket lands on the planet . the "
        "astronaut sees stars and a planet . the telescope shows the moon and stars",
    ),
    "garden and school": (
        "roses grow in the garden . rain waters the roses . the gardener plants seeds in the soil . seeds grow in "
        "the soil . the gardener digs the garden . tulips and roses need rain . the gardener cuts the tulips . "
        "rain makes the soil wet and the garden green",
        "the teacher writes on the board . pupils read the book . the teacher asks the pupils . the lesson begins "
        "in the classroom . pupils write homework . the teacher opens the book in the lesson . pupils sit in the "
        "classroom . the teacher explains the homework on the board",
    ),
    "music and weather": (
        "she plays the piano . he plays the violin . the singer sings a song . the band plays a song on the stage "
        ". the violin and the piano sound soft . the singer stands on the stage with the band . the band and the "
        "singer play a melody . the piano plays the melody of the song",
        "the storm brings rain and wind . clouds hide the sun . the wind moves the clouds . snow falls in the "
        "cold winter . rain falls from the clouds . the winter storm brings snow . the sun melts the snow . the "
        "wind is cold and the storm is strong",
    ),
    "farm and money": (
        "the farmer feeds the cows . cows eat hay in the barn . the farmer milks the cows . pigs and cows live in "
        "the barn . the horse eats hay . the farmer rides the horse to the field . pigs dig in the field . the "
        "farmer cuts hay on the field",
        "the bank lends money . the customer pays the loan to the bank . the bank asks for interest on the loan . "
        "the customer saves money in an account . the account earns interest . the bank opens an account . the "
        "customer pays interest . money and interest grow in the account",
    ),
    "doctor and train": (
        "the doctor helps the patient . the nurse gives the patient a pill . the patient lies in the hospital . "
        "the doctor and the nurse work in the hospital . fever makes the patient weak . the pill lowers the fever "
        ". the doctor measures the fever . the nurse brings the pill",
        "the train leaves the station . passengers wait on the platform . the conductor checks the ticket . the "
        "train stops at the platform . passengers buy a ticket at the station . the conductor helps the "
        "passengers into the train . the ticket shows the platform . the train arrives at the station",
    ),
}


def text(name: str) -> str:
    return " . ".join(TOPICS[name])


def purity(history: History, name: str) -> float:
    """The share of words whose nearest other, by cosine, is of the same topic; words of both topics don't count."""
    first, second = (set(part.split()) for part in TOPICS[name])
    words = [number for number, word in enumerate(history.words) if (word in first) != (word in second)]
    of_first = np.array([history.words[number] in first for number in words])
    vectors = history.embedding.vectors[-1][words]
    vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -2)
    return float((of_first == of_first[cosines.argmax(axis=1)]).mean())
